"use server";

import { revalidatePath } from "next/cache";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** Marks one notification as read, or all when the form names none. */
export async function markRead(_: FormState, form: FormData): Promise<FormState> {
  try {
    const notificationId = textOf(form, "notificationId");
    await (await api()).notifications.markRead(notificationId ? { notificationId } : {});
  } catch (error) {
    return refusalOf(error);
  }
  // The bell in the header too.
  revalidatePath("/", "layout");
  return null;
}
