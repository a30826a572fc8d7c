"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** Issues an invoice over all that none has yet, and shows it. */
export async function issueInvoice(_: FormState, form: FormData): Promise<FormState> {
  let id: string;
  try {
    ({ id } = await (await api()).invoices.issue({ idempotencyKey: textOf(form, "idempotencyKey") || undefined }));
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath("/bill");
  redirect(`/invoices/${id}`);
}
