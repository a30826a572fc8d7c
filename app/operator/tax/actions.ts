"use server";

import { revalidatePath } from "next/cache";
import { InvalidInput } from "#kernel";
import { bpsOf } from "@/_components/percent";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** Sets a country's tax. The procedure lets in staff only. */
export async function setTaxRate(_: FormState, form: FormData): Promise<FormState> {
  const country = textOf(form, "country").trim().toUpperCase();
  try {
    const bps = bpsOf(textOf(form, "bps"), "bps");
    if (bps === null) throw new InvalidInput("bps", "Enter a percentage; 0 for a country without tax.");
    await (await api()).accounting.setTaxRate({ country, name: textOf(form, "name"), bps });
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath("/operator/tax");
  return { ok: true, message: `${country} is set. Invoices from now on say so; issued ones keep theirs.` };
}
