"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** Begins a top-up and leads to the page where it is paid; demo money is there at once. */
export async function topUp(_: FormState, form: FormData): Promise<FormState> {
  let checkoutUrl: string | null;
  try {
    ({ checkoutUrl } = await (await api()).wallet.topUp({
      amount: textOf(form, "amount"),
      saveCard: textOf(form, "saveCard") === "on",
      idempotencyKey: textOf(form, "idempotencyKey") || undefined,
    }));
  } catch (error) {
    return refusalOf(error);
  }
  if (checkoutUrl) redirect(checkoutUrl);
  revalidatePath("/wallet");
  return { ok: true, message: "The wallet is topped up." };
}

export async function setAutoTopup(_: FormState, form: FormData): Promise<FormState> {
  const enabled = textOf(form, "enabled") === "on";
  try {
    await (await api()).wallet.setAutoTopup({
      threshold: textOf(form, "threshold"),
      amount: textOf(form, "amount"),
      enabled,
    });
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath("/wallet");
  return { ok: true, message: enabled ? "Saved. The wallet fills itself." : "Saved. The wallet does not fill itself." };
}
