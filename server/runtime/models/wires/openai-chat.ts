import { createOpenAI } from "@ai-sdk/openai";
import { toPrompt, toTools } from "../prompt";
import { watchChat } from "./chat-watcher";
import { openaiOptions, openaiParty, openaiUrl } from "./openai";
import type { Access, Wire } from "./wire";

/** OpenAI chat completions. The wire has no place for reasoning, neither out nor back. */
export function openaiChatWire(access: Access): Wire {
  const { apiKey } = access;
  const baseURL = openaiUrl(access);
  return {
    party: openaiParty(apiKey),
    model: (ref, fetch) => createOpenAI({ apiKey, baseURL, fetch }).chat(ref.modelId),
    compose: (request) => ({
      prompt: toPrompt(request, { flagsToolErrors: false, takesReasoning: () => false }),
      tools: toTools(request.tools, false),
      providerOptions: { openai: openaiOptions(request) },
    }),
    watch: watchChat,
  };
}
