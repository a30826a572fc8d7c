import { createGoogleGenerativeAI } from "@ai-sdk/google";
import type { Tier } from "#kernel";
import type { Refusal } from "../failures";
import { asArray, asObject } from "../json";
import type { JsonObject } from "../port";
import { toPrompt, toTools } from "../prompt";
import { type Access, textOf, versionedUrl, type Watcher, type Wire } from "./wire";

const SERVICE_TIER: Record<Tier, { serviceTier?: "flex" | "priority" }> = {
  economy: { serviceTier: "flex" },
  standard: {},
  priority: { serviceTier: "priority" },
};

/** Google's `streamGenerateContent`. Every event may carry the usage so far; the last one stands. */
export function googleWire({ apiKey, baseUrl = "https://generativelanguage.googleapis.com" }: Access): Wire {
  const baseURL = versionedUrl(baseUrl, "v1beta");
  return {
    party: { name: "Google", keyName: "GOOGLE_GENERATIVE_AI_API_KEY", apiKey },
    model: (ref, fetch) => createGoogleGenerativeAI({ apiKey, baseURL, fetch })(ref.modelId),
    compose: (request) => ({
      prompt: toPrompt(request, { flagsToolErrors: false, takesReasoning: () => true }),
      tools: toTools(request.tools),
      providerOptions: { google: { ...SERVICE_TIER[request.tier] } },
    }),
    watch: watchGoogle,
  };
}

function watchGoogle(): Watcher {
  let usage: JsonObject | null = null;
  let finished = false;
  let refusal: Refusal | null = null;
  return {
    see(event) {
      usage = asObject(event.usageMetadata) ?? usage;
      const finishes = asArray(event.candidates).some((candidate) => textOf(asObject(candidate)?.finishReason) !== "");
      if (finishes || textOf(asObject(event.promptFeedback)?.blockReason) !== "") finished = true;
      const error = asObject(event.error);
      if (error) {
        const status = typeof error.code === "number" ? error.code : null;
        refusal = { status, code: textOf(error.status) || "error", message: textOf(error.message) };
      }
    },
    usage: () => usage,
    finished: () => finished,
    refusal: () => refusal,
  };
}
