"use server";

import { revalidatePath } from "next/cache";
import { bpsOf } from "@/_components/percent";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

type Api = Awaited<ReturnType<typeof api>>;

/** Does something for a client, shows what it changed, and tells the form how it went. The procedure lets in staff only. */
async function answer(form: FormData, message: string, act: (api: Api) => Promise<unknown>): Promise<FormState> {
  try {
    await act(await api());
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath(`/operator/clients/${textOf(form, "orgId")}`, "layout");
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
  answer(form, "The transfer is recorded and credited.", ({ clients }) =>
    clients.recordTransfer({
      orgId: textOf(form, "orgId"),
      amount: textOf(form, "amount"),
      reference: textOf(form, "reference"),
    }),
  );

export const grantPromotion = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(form, "The credit is given.", ({ clients }) =>
    clients.grantPromotion({
      orgId: textOf(form, "orgId"),
      name: textOf(form, "name"),
      amount: textOf(form, "amount"),
      expiresAt: endOf(textOf(form, "expiresAt")),
      idempotencyKey: textOf(form, "idempotencyKey"),
    }),
  );

export const setCreditLimit = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(form, "The credit limit is set.", ({ clients }) =>
    clients.setCreditLimit({ orgId: textOf(form, "orgId"), limit: textOf(form, "limit") }),
  );

export const setTerms = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(form, "Saved. The next invoice goes by it.", ({ accounting }) =>
    accounting.setTerms({
      orgId: textOf(form, "orgId"),
      taxBps: bpsOf(textOf(form, "taxBps"), "taxBps"),
      reverseCharge: textOf(form, "reverseCharge") === "on",
      // A blank is no number of days; Number would make it zero.
      termsDays: Number(textOf(form, "termsDays").trim() || Number.NaN),
    }),
  );

export const recordPayment = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(form, "The payment is recorded, and its money is in the wallet.", ({ accounting }) =>
    accounting.recordPayment({
      orgId: textOf(form, "orgId"),
      invoiceId: textOf(form, "invoiceId"),
      amount: textOf(form, "amount"),
      note: textOf(form, "note").trim() || null,
      paymentId: textOf(form, "paymentId"),
    }),
  );

/** "credit:<attempt>" of every line that was filled in. */
const linesOf = (form: FormData) =>
  [...form.entries()].flatMap(([name, value]) => {
    const amount = typeof value === "string" ? value.trim() : "";
    return name.startsWith("credit:") && amount !== "" ? [{ attemptId: name.slice("credit:".length), amount }] : [];
  });

export const issueCreditNote = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(form, "The credit note is issued, and the money is back in the wallet.", ({ accounting }) =>
    accounting.issueCreditNote({
      orgId: textOf(form, "orgId"),
      invoiceId: textOf(form, "invoiceId"),
      lines: linesOf(form),
      reason: textOf(form, "reason"),
      creditNoteId: textOf(form, "creditNoteId"),
    }),
  );
