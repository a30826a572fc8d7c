"use server";

import { revalidatePath } from "next/cache";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** Decides about a dispute. The procedure lets in staff only. */
export async function resolveDispute(_: FormState, form: FormData): Promise<FormState> {
  const outcome = textOf(form, "outcome") === "refunded" ? "refunded" : "rejected";
  try {
    await (await api()).disputes.resolve({ jobId: textOf(form, "jobId"), outcome, note: textOf(form, "note") });
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath("/operator/disputes");
  return { ok: true, message: "Decided. The client is told." };
}
