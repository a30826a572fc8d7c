import type { Refusal } from "../failures";
import { asArray, asObject } from "../json";
import type { JsonObject } from "../port";
import { withServiceTier } from "./openai";
import { textOf, type Watcher } from "./wire";

/** Reads chat-completion chunks, OpenAI's and those of the many servers that copy them. */
export function watchChat(): Watcher {
  let usage: JsonObject | null = null;
  let tierCarrier: JsonObject | null = null;
  let finished = false;
  let refusal: Refusal | null = null;
  return {
    see(event) {
      if (typeof event.service_tier === "string") tierCarrier = event;
      // Groq puts its usage into an extension of its own.
      usage = asObject(event.usage) ?? asObject(asObject(event.x_groq)?.usage) ?? usage;
      if (asArray(event.choices).some((choice) => textOf(asObject(choice)?.finish_reason) !== "")) finished = true;
      const error = asObject(event.error);
      if (error) refusal = refusalOf(error);
    },
    usage: () => withServiceTier(usage, tierCarrier),
    finished: () => finished,
    refusal: () => refusal,
  };
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
