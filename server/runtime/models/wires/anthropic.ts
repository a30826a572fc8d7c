import { createAnthropic } from "@ai-sdk/anthropic";
import { asObject, overlay } from "../json";
import type { JsonObject } from "../port";
import { toPrompt, toTools } from "../prompt";
import { type Access, createWatcher, textOf, versionedUrl, type Watcher, type Wire } from "./wire";

/** Anthropic Messages. Usage comes in two events: the input's at the start, the output's with the stop reason. */
export function anthropicWire({ apiKey, baseUrl = "https://api.anthropic.com" }: Access): Wire {
  const baseURL = versionedUrl(baseUrl, "v1");
  return {
    party: { name: "Anthropic", keyName: "ANTHROPIC_API_KEY", apiKey },
    model: (ref, fetch) => createAnthropic({ apiKey, baseURL, fetch })(ref.modelId),
    compose: (request) => ({
      prompt: toPrompt(request, {
        flagsToolErrors: true,
        takesReasoning: () => true,
        cacheMark: { anthropic: { cacheControl: { type: "ephemeral" } } },
      }),
      tools: toTools(request.tools),
      // Eager tool streaming trades valid JSON for speed that nobody here watches.
      providerOptions: { anthropic: { toolStreaming: false } },
    }),
    // The default tier may use (and bill) priority capacity; the economy client did not ask for it.
    amend: ({ tier }) => (tier === "economy" ? (body) => ({ ...body, service_tier: "standard_only" }) : undefined),
    watch: watchAnthropic,
  };
}

const watchAnthropic = (): Watcher =>
  createWatcher((event, seen) => {
    switch (event.type) {
      case "message_start":
        seen.usage = merge(seen.usage, asObject(event.message)?.usage);
        break;
      case "message_delta":
        seen.usage = merge(seen.usage, event.usage);
        break;
      case "message_stop":
        seen.finished = true;
        break;
      case "error": {
        const error = asObject(event.error);
        seen.refusal = { status: null, code: textOf(error?.type) || "error", message: textOf(error?.message) };
      }
    }
  });

function merge(known: JsonObject | null, reported: unknown): JsonObject | null {
  const later = asObject(reported);
  return later ? overlay(known, later) : known;
}
