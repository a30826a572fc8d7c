"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { Component, Tier } from "#kernel";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

type PriceBook = Awaited<ReturnType<typeof api>>["priceBook"];

/** Changes the price book, shows what it changed, and tells the form how it went. The procedure lets in staff only. */
async function answer(act: (book: PriceBook) => Promise<string>): Promise<FormState> {
  try {
    const message = await act((await api()).priceBook);
    revalidatePath("/operator/prices", "layout");
    return { ok: true, message };
  } catch (error) {
    const refusal = refusalOf(error);
    // "line.cost" stands at the cost.
    return { ...refusal, field: refusal.field?.split(".").at(-1) ?? null };
  }
}

const draftOf = (form: FormData) => ({ draftId: textOf(form, "draftId") });
const cardOf = (form: FormData) => ({ rateCardId: textOf(form, "rateCardId") });

/** Which line a form is about. Whether its words are known is for the procedure to say. */
function placeOf(form: FormData) {
  const tokens = textOf(form, "aboveTokens").trim();
  const operator = textOf(form, "aboveOperator") === ">=" ? (">=" as const) : (">" as const);
  return {
    modelId: textOf(form, "modelId"),
    tier: textOf(form, "tier") as Tier,
    component: textOf(form, "component") as Component,
    above: tokens === "" ? null : { tokens: Number(tokens), operator },
  };
}

export async function createDraft(_: FormState, form: FormData): Promise<FormState> {
  const from = textOf(form, "from") === "empty" ? "empty" : "card";
  let created: { readonly id: string };
  try {
    created = await (await api()).priceBook.createDraft({ note: textOf(form, "note"), from });
  } catch (error) {
    return refusalOf(error);
  }
  redirect(`/operator/prices/drafts/${created.id}`);
}

export const setLine = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async (book) => {
    const sell = textOf(form, "sell").trim();
    const line = { ...placeOf(form), cost: textOf(form, "cost"), sell: sell === "" ? null : sell };
    await book.setLine({ ...draftOf(form), line });
    return "Saved.";
  });

export const removeLine = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async (book) => {
    await book.removeLine({ ...draftOf(form), line: placeOf(form) });
    return "Removed.";
  });

const SHOWN = 20;
const some = (names: readonly string[]): string =>
  names.slice(0, SHOWN).join("; ") + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "");

export const importPrices = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async (book) => {
    const file = form.get("file");
    const text = file instanceof File ? await file.text() : "";
    const format = textOf(form, "format") === "litellm" ? "litellm" : "list-prices";
    const { lines, kept, unknown, unread } = await book.importPrices({ ...draftOf(form), format, text });
    return [
      `${lines} lines came from the file; ${kept} lines of these models are not in it and stay.`,
      unknown.length > 0 ? `Not in the catalogue, ${unknown.length} models: ${some(unknown)}.` : "",
      unread.length > 0 ? `Not read: ${some(unread)}.` : "",
    ].join(" ");
  });

export const publishDraft = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async (book) => {
    const from = textOf(form, "from").trim();
    const { version, provisional } = await book.publish({ ...draftOf(form), from: from === "" ? null : from });
    return provisional
      ? `Card ${version} is announced from ${from} on. It comes into force only once it is confirmed.`
      : `Card ${version} is in force.`;
  });

export async function discardDraft(_: FormState, form: FormData): Promise<FormState> {
  try {
    await (await api()).priceBook.discardDraft(draftOf(form));
  } catch (error) {
    return refusalOf(error);
  }
  redirect("/operator/prices");
}

export const confirmCard = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async (book) => `Confirmed, from ${(await book.confirm(cardOf(form))).from.slice(0, 10)} on.`);

export const withdrawCard = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async (book) => {
    await book.withdraw(cardOf(form));
    return "Withdrawn.";
  });

export const setMarkup = async (_: FormState, form: FormData): Promise<FormState> =>
  answer(async (book) => {
    const [kind, subjectId = ""] = textOf(form, "subject").split(" ");
    const bps = Number(textOf(form, "bps").trim() || Number.NaN);
    await book.setMarkup({ kind: kind === "organization" ? "organization" : "model", subjectId, bps });
    return "It holds from the next model call on.";
  });
