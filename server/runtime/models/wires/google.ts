import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { asArray, asObject } from "../json";
import { toPrompt, toTools } from "../prompt";
import { retryDelayMs } from "../retry-after";
import { type Access, createWatcher, SERVICE_TIER, textOf, versionedUrl, type Watcher, type Wire } from "./wire";

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

const watchGoogle = (): Watcher =>
  createWatcher((event, seen) => {
    seen.usage = asObject(event.usageMetadata) ?? seen.usage;
    const finishes = asArray(event.candidates).some((candidate) => textOf(asObject(candidate)?.finishReason) !== "");
    if (finishes || textOf(asObject(event.promptFeedback)?.blockReason) !== "") seen.finished = true;
    const error = asObject(event.error);
    if (error) {
      const status = typeof error.code === "number" ? error.code : null;
      const retryAfterMs = retryDelayMs(JSON.stringify(error));
      seen.refusal = { status, code: textOf(error.status) || "error", message: textOf(error.message), retryAfterMs };
    }
  });
