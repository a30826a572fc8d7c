"use server";

import { revalidatePath } from "next/cache";
import { providerName } from "@/_components/words";
import { type FormState, textOf } from "@/_trpc/form-state";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

/** What is no number is the procedure's to refuse, at its field. */
function amountOf(form: FormData, name: string): number | null {
  const text = textOf(form, name).replaceAll(",", "").trim();
  return text === "" ? null : /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** Sets a provider's or a model's limit. The procedure lets in staff only. */
export async function setRateLimit(_: FormState, form: FormData): Promise<FormState> {
  const [provider = "", modelId = null] = textOf(form, "subject").split(" ");
  const requestsPerMinute = amountOf(form, "requestsPerMinute");
  const tokensPerMinute = amountOf(form, "tokensPerMinute");
  try {
    await (await api()).rateLimits.set({ provider, modelId, requestsPerMinute, tokensPerMinute });
  } catch (error) {
    return refusalOf(error);
  }
  revalidatePath("/operator/limits");
  const isGone = requestsPerMinute === null && tokensPerMinute === null;
  return {
    ok: true,
    message: isGone
      ? `${providerName(provider)} is used without this limit from the next call on.`
      : "Set. Every worker keeps to it from the next call on.",
  };
}
