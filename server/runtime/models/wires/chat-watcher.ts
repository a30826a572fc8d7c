import type { Refusal } from "../failures";
import { asArray, asObject } from "../json";
import type { Json, JsonObject } from "../port";
import { withServiceTier } from "./openai";
import { createWatcher, textOf, type Watcher } from "./wire";

/** Reads chat-completion chunks, OpenAI's and those of the many servers that copy them. */
export function watchChat(): Watcher {
  let tier: Json | undefined;
  return createWatcher((event, seen) => {
    tier = event.service_tier ?? tier;
    // Groq puts its usage into an extension of its own.
    const usage = asObject(event.usage) ?? asObject(asObject(event.x_groq)?.usage) ?? seen.usage;
    seen.usage = withServiceTier(usage, tier);
    if (asArray(event.choices).some((choice) => textOf(asObject(choice)?.finish_reason) !== "")) seen.finished = true;
    const error = asObject(event.error);
    if (error) seen.refusal = refusalOf(error);
  });
}

/** Compatible servers put an HTTP status where OpenAI has a word. */
function refusalOf(error: JsonObject): Refusal {
  const status = Number(textOf(error.code));
  return {
    status: status >= 400 && status < 600 ? status : null,
    code: textOf(error.code) || textOf(error.type) || "error",
    message: textOf(error.message),
  };
}
