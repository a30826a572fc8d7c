"use server";

import { revalidatePath } from "next/cache";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

type Clients = Awaited<ReturnType<typeof api>>["clients"];

/** Does something for a client, shows what it changed, and tells the form how it went. The procedure lets in staff only. */
async function answer(
  form: FormData,
  message: string,
  act: (clients: Clients) => Promise<unknown>,
): Promise<FormState> {
  try {
    await act((await api()).clients);
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath(`/operator/clients/${textOf(form, "orgId")}`);
  return { ok: true, message };
}

const DAY_MS = 86_400_000;

/** The end of a day, UTC; NULL when the field was left empty. What is no day is for the procedure to refuse. */
function endOf(day: string): string | null {
  if (day === "") return null;
  const start = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(start) ? day : new Date(start + DAY_MS).toISOString();
}

export const recordTransfer = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(form, "The transfer is recorded and credited.", (clients) =>
    clients.recordTransfer({
      orgId: textOf(form, "orgId"),
      amount: textOf(form, "amount"),
      reference: textOf(form, "reference"),
    }),
  );

export const grantPromotion = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(form, "The credit is given.", (clients) =>
    clients.grantPromotion({
      orgId: textOf(form, "orgId"),
      name: textOf(form, "name"),
      amount: textOf(form, "amount"),
      expiresAt: endOf(textOf(form, "expiresAt")),
      idempotencyKey: textOf(form, "idempotencyKey"),
    }),
  );

export const setCreditLimit = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(form, "The credit limit is set.", (clients) =>
    clients.setCreditLimit({ orgId: textOf(form, "orgId"), limit: textOf(form, "limit") }),
  );
