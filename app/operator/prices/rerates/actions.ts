"use server";

import { revalidatePath } from "next/cache";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

const PATH = "/operator/prices/rerates";

/** Begins a re-rating. The procedure lets in staff only. */
export async function beginRerate(_: FormState, form: FormData): Promise<FormState> {
  const orNull = (name: string) => textOf(form, name) || null;
  try {
    await (await api()).rerates.begin({
      rateCardId: textOf(form, "rateCardId"),
      from: textOf(form, "from"),
      to: textOf(form, "to"),
      modelId: orNull("modelId"),
      orgId: orNull("orgId"),
      reason: textOf(form, "reason"),
    });
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath(PATH);
  return { ok: true, message: "It is under way. Its progress stands below." };
}

const partOf = (form: FormData) => ({ rerateId: textOf(form, "rerateId"), orgId: textOf(form, "orgId") });

/** Has a client's part that failed tried again at once. */
export async function retryPart(_: FormState, form: FormData): Promise<FormState> {
  try {
    await (await api()).rerates.retry(partOf(form));
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath(PATH);
  return { ok: true, message: "It is tried again within seconds." };
}

/** Leaves what is left of a client's calls as it was charged. */
export async function leaveOutPart(_: FormState, form: FormData): Promise<FormState> {
  try {
    await (await api()).rerates.leaveOut({ ...partOf(form), reason: textOf(form, "reason") });
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath(PATH);
  return { ok: true, message: "The client is left out of the rest." };
}
