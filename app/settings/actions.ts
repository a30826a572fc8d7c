"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { Role } from "#kernel";
import { chooseOrganization } from "@/_auth";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** Does something, shows what it changed, and tells the form how it went. */
async function answer(act: () => Promise<FormState>): Promise<FormState> {
  try {
    const state = await act();
    revalidatePath("/settings");
    return state;
  } catch (error) {
    return refusalOf(error);
  }
}

const done = (message: string): FormState => ({ ok: true, message });

// Whether it is a role at all is for the procedure to say: it reads whatever a form sends.
const roleOf = (form: FormData) => textOf(form, "role") as Role;

export const addMember = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    const email = textOf(form, "email");
    await (await api()).members.add({ email, role: roleOf(form) });
    return done(`${email} is a member now.`);
  });

export const changeRole = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).members.changeRole({ userId: textOf(form, "userId"), role: roleOf(form) });
    return done("Saved.");
  });

export const removeMember = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).members.remove({ userId: textOf(form, "userId") });
    return done("Removed.");
  });

export const createKey = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    const { name, secret } = await (await api()).keys.create({ name: textOf(form, "name"), role: roleOf(form) });
    return { ok: true, message: `The key “${name}” is made. Copy it now: it is shown this once.`, secret };
  });

export const revokeKey = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).keys.revoke({ keyId: textOf(form, "keyId") });
    return done("Revoked.");
  });

export const createWebhook = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    const { secret } = await (await api()).webhooks.create({ url: textOf(form, "url") });
    return {
      ok: true,
      message: "Events are sent there from now on. Copy its secret now: it is shown this once.",
      secret,
    };
  });

export const removeWebhook = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    await (await api()).webhooks.remove({ webhookId: textOf(form, "webhookId") });
    return done("Removed.");
  });

/** Switches to another of the person's organizations, and from whatever page this one was on. */
export async function switchOrganization(form: FormData): Promise<void> {
  await chooseOrganization(textOf(form, "orgId"));
  redirect("/jobs");
}
