"use server";

import { revalidatePath } from "next/cache";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** Saves who the organization is on its invoices. */
export async function saveBillingProfile(_: FormState, form: FormData): Promise<FormState> {
  const text = (name: string) => textOf(form, name);
  try {
    await (await api()).billingProfile.save({
      legalName: text("legalName"),
      address: text("address"),
      country: text("country"),
      vatId: text("vatId"),
      purchaseOrder: text("purchaseOrder"),
      costCentre: text("costCentre"),
      email: text("email"),
    });
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath("/settings");
  return { ok: true, message: "Saved. Invoices from now on say so." };
}
