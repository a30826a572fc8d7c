"use server";

import type { Tier, WireApi } from "#kernel";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";

type PricedAnswer =
  | { readonly ok: true; readonly record: Answers["priceBook"]["priceRecord"] }
  | Extract<FormState, { ok: false }>;

/** Prices what was pasted. Whether its words are known is for the procedure to say. */
export async function priceRecord(form: FormData): Promise<PricedAnswer> {
  try {
    const record = await (await api()).priceBook.priceRecord({
      api: textOf(form, "api") as WireApi,
      usage: textOf(form, "usage"),
      rateCardId: textOf(form, "rateCardId"),
      modelId: textOf(form, "modelId"),
      tier: textOf(form, "tier") as Tier,
      markupBps: Number(textOf(form, "markupBps").trim() || 0),
    });
    return { ok: true, record };
  } catch (error) {
    return refusalOf(error);
  }
}
