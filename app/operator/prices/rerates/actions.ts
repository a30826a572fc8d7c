"use server";

import { revalidatePath } from "next/cache";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

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
  revalidatePath("/operator/prices/rerates");
  return { ok: true, message: "It is under way. Its progress stands below." };
}
