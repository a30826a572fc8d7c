"use server";

import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** Creates an organization with its owner, who signs in next. */
export async function register(form: FormData): Promise<FormState> {
  try {
    await (await api()).account.register({
      organization: textOf(form, "organization"),
      name: textOf(form, "name"),
      email: textOf(form, "email"),
      password: textOf(form, "password"),
    });
    return { ok: true, message: "Registered." };
  } catch (error) {
    return refusalOf(error);
  }
}
