import { createOpenAI } from "@ai-sdk/openai";
import type { Refusal } from "../failures";
import { asObject } from "../json";
import type { AssistantPart, JsonObject } from "../port";
import { toPrompt, toTools } from "../prompt";
import { openaiOptions, openaiParty, openaiUrl, withServiceTier } from "./openai";
import { type Access, createWatcher, textOf, type Watcher, type Wire } from "./wire";

/** OpenAI Responses, stateless: nothing is stored there, reasoning travels encrypted with the conversation. */
export function openaiResponsesWire(access: Access): Wire {
  const { apiKey } = access;
  const baseURL = openaiUrl(access);
  return {
    party: openaiParty(apiKey),
    model: (ref, fetch) => createOpenAI({ apiKey, baseURL, fetch }).responses(ref.modelId),
    compose: (request) => ({
      prompt: toPrompt(request, { flagsToolErrors: false, takesReasoning: isEncrypted }),
      // Strict is this wire's default, and makes every optional argument required.
      tools: toTools(request.tools, false),
      providerOptions: { openai: openaiOptions(request) },
    }),
    watch: watchResponses,
  };
}

/** Without storage there, a reasoning item that is only an id cannot be found again: the request would be refused. */
function isEncrypted({ opaque }: AssistantPart): boolean {
  return typeof asObject(opaque?.openai)?.reasoningEncryptedContent === "string";
}

const TERMINAL = new Set(["response.completed", "response.incomplete"]);

const watchResponses = (): Watcher =>
  createWatcher((event, seen) => {
    const response = asObject(event.response);
    seen.usage = withServiceTier(asObject(response?.usage), response?.service_tier) ?? seen.usage;
    if (TERMINAL.has(textOf(event.type))) seen.finished = true;
    if (event.type === "response.failed") seen.refusal = refusalOf(asObject(response?.error) ?? {});
    if (event.type === "error") seen.refusal = refusalOf(asObject(event.error) ?? event);
  });

function refusalOf(error: JsonObject): Refusal {
  const code = textOf(error.code) || textOf(error.type) || "error";
  return { status: null, code, message: textOf(error.message) };
}
