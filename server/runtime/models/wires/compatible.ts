import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { Party } from "../failures";
import { toPrompt, toTools } from "../prompt";
import { watchChat } from "./chat-watcher";
import { versionedUrl, type Wire } from "./wire";

/** A server that speaks chat completions like OpenAI's. */
export type CompatibleServer = {
  readonly party: Party;
  readonly baseUrl: string;
  /** Whether it takes `reasoning_content` back in the conversation. Some need it, some refuse a request that has it. */
  readonly takesReasoning: boolean;
};

/** Chat completions of another server than OpenAI's. */
export function compatibleWire({ party, baseUrl, takesReasoning }: CompatibleServer): Wire {
  const baseURL = versionedUrl(baseUrl, "v1");
  return {
    party,
    model: (ref, fetch) =>
      createOpenAICompatible({
        name: ref.provider,
        baseURL,
        fetch,
        includeUsage: true,
        ...(party.apiKey ? { apiKey: party.apiKey } : {}),
      })(ref.modelId),
    compose: (request) => ({
      prompt: toPrompt(request, { flagsToolErrors: false, takesReasoning: () => takesReasoning, joinsUserTurns: true }),
      tools: toTools(request.tools),
    }),
    watch: watchChat,
  };
}
