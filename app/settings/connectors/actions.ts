"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";
import { fieldOfHeader, headersOf } from "./_connectors/headers";

type Connector = Answers["connectors"]["get"];
type Permission = Connector["tools"][number]["permission"];

const HERE = "/settings/connectors";

/** Does something, shows what it changed, and tells the form how it went. */
async function answer(act: () => Promise<string>, form = new FormData()): Promise<FormState> {
  try {
    const message = await act();
    revalidatePath(HERE, "layout");
    return { ok: true, message };
  } catch (error) {
    return atItsField(refusalOf(error), form);
  }
}

/** A form has headers in two fields each; the procedure has a record of them. */
function atItsField(refusal: Extract<FormState, { ok: false }>, form: FormData): FormState {
  return refusal.field?.startsWith("headers") ? { ...refusal, field: fieldOfHeader(form, refusal.field) } : refusal;
}

/** What was left empty is absent. */
const given = (form: FormData, name: string): string | undefined => textOf(form, name).trim() || undefined;

/** All headers of a form; one without what it says is for the procedure to refuse. */
function spoken(form: FormData): Record<string, string> {
  const { headers, kept } = headersOf(form);
  return { ...headers, ...Object.fromEntries(kept.map((name) => [name, ""])) };
}

/** Attaches a server, and goes to its page. */
export async function attachConnector(_: FormState, form: FormData): Promise<FormState> {
  let slug: string;
  try {
    // Whether it is a way of authorization at all is for the procedure to say: it reads whatever a form sends.
    const auth = textOf(form, "auth") as Connector["auth"];
    const { connector } = await (await api()).connectors.attach({
      auth,
      name: given(form, "name"),
      slug: given(form, "slug"),
      url: given(form, "url"),
      headers: auth === "header" ? spoken(form) : undefined,
      clientId: given(form, "clientId"),
      clientSecret: given(form, "clientSecret"),
      program: given(form, "program"),
    });
    slug = connector.slug;
  } catch (error) {
    return atItsField(refusalOf(error), form);
  }
  redirect(`${HERE}/${slug}`);
}

/** Sends the member to the server's sign-in. They come back to /api/connectors/callback. */
export async function signIn(_: FormState, form: FormData): Promise<FormState> {
  let url: string;
  try {
    ({ url } = await (await api()).connectors.signIn({ slug: textOf(form, "slug") }));
  } catch (error) {
    return refusalOf(error);
  }
  redirect(url);
}

export const testConnector = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    const { connector, leftOut } = await (await api()).connectors.test({ slug: textOf(form, "slug") });
    if (connector.status !== "ready") return "It does not work: the reason is above.";
    const count = `It answers. It has ${connector.tools.length === 1 ? "one tool" : `${connector.tools.length} tools`}.`;
    if (leftOut.length === 0) return count;
    return `${count} Left out: ${leftOut.map(({ name, why }) => `${name} (${why})`).join(", ")}.`;
  });

export const setPermissions = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    const chosen = [...form.entries()].filter(([name]) => name.startsWith(TOOL));
    const permissions = Object.fromEntries(
      chosen.map(([name, choice]) => [name.slice(TOOL.length), choice as Permission]),
    );
    await (await api()).connectors.setPermissions({ slug: textOf(form, "slug"), permissions });
    return "Saved.";
  });
const TOOL = "tool:";

export const changeConnector = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async () => {
    const { headers, kept } = headersOf(form);
    const isSaid = Object.keys(headers).length > 0;
    // A connector that sends none has no fields for them.
    const changes = isSaid || kept.length > 0 ? { headers: isSaid ? headers : undefined, keepHeaders: kept } : {};
    await (await api()).connectors.change({ slug: textOf(form, "slug"), name: given(form, "name"), ...changes });
    return "Saved.";
  }, form);

export async function removeConnector(_: FormState, form: FormData): Promise<FormState> {
  try {
    await (await api()).connectors.remove({ slug: textOf(form, "slug") });
  } catch (error) {
    return refusalOf(error);
  }
  redirect(HERE);
}
