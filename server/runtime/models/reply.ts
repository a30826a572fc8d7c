import { nestsDeeperThan, storableText } from "#kernel";
import { asObject, overlay, storableObject } from "./json";
import type { AssistantPart, Json, JsonObject, ModelReply } from "./port";
import type { SdkFinish, SdkMetadata, SdkStreamPart } from "./sdk";

/** What the stream added up to. `fault` is the first error the SDK found in it; what follows one is not read. */
export type Collected = {
  readonly parts: readonly AssistantPart[];
  readonly finish: SdkFinish["unified"] | null;
  readonly fault: { readonly error: unknown } | null;
  /** The model that answered; absent when it does not say. */
  readonly servedBy?: string;
};

type Passage = { type: "text" | "reasoning"; text: string; opaque?: JsonObject };

/** Reads a stream to its end, putting the pieces of each part together in the order in which the parts began. */
export async function collectReply(
  stream: ReadableStream<SdkStreamPart>,
  onText: ((delta: string) => void) | undefined,
): Promise<Collected> {
  const parts: AssistantPart[] = [];
  const open = new Map<string, Passage>();
  let finish: Collected["finish"] = null;
  let said: Pick<Collected, "servedBy"> = {};

  for await (const part of stream) {
    switch (part.type) {
      case "text-start":
      case "reasoning-start": {
        const passage: Passage = { type: part.type === "text-start" ? "text" : "reasoning", text: "" };
        keep(passage, part.providerMetadata);
        open.set(part.id, passage);
        parts.push(passage);
        break;
      }
      case "text-delta":
      case "reasoning-delta": {
        const passage = open.get(part.id);
        if (!passage) break;
        passage.text += part.delta;
        keep(passage, part.providerMetadata);
        if (part.type === "text-delta" && part.delta) onText?.(part.delta);
        break;
      }
      case "text-end":
      case "reasoning-end": {
        const passage = open.get(part.id);
        if (passage) keep(passage, part.providerMetadata);
        open.delete(part.id);
        break;
      }
      case "tool-call": {
        const opaque = part.providerMetadata && plain(part.providerMetadata);
        const call = { type: "toolCall", callId: part.toolCallId, name: part.toolName } as const;
        parts.push({ ...call, args: readArgs(part.input), ...(opaque ? { opaque } : {}) });
        break;
      }
      case "response-metadata":
        if (part.modelId) said = { servedBy: storableText(part.modelId).slice(0, MAX_MODEL_NAME) };
        break;
      case "finish":
        finish = part.finishReason.unified;
        break;
      case "error":
        return { parts, finish, fault: { error: part.error }, ...said };
    }
  }
  return { parts: parts.filter(saysSomething), finish, fault: null, ...said };
}

/** The port's word for why the model stopped. */
export function toFinish(unified: Collected["finish"], parts: readonly AssistantPart[]): ModelReply["finish"] {
  switch (unified) {
    case "length":
      return "length";
    case "content-filter":
      return "refusal";
    case "stop":
    case "tool-calls":
      // Some compatible servers say "stop" after tool calls.
      return parts.some((part) => part.type === "toolCall") ? "toolCalls" : "stop";
    default:
      return "other";
  }
}

/** Of a model's own name for itself, characters. */
const MAX_MODEL_NAME = 200;

/** Whoever reads arguments, the database included, calls itself for each level; a model may write brackets without end. */
const MAX_LEVELS = 100;

/** An object when the model wrote the JSON of one, else its text as it stands. No arguments at all are an empty object. */
function readArgs(text: string): Json {
  if (!text.trim()) return {};
  try {
    const args = asObject(JSON.parse(text));
    return args === null || nestsDeeperThan(args, MAX_LEVELS) ? text : args;
  } catch {
    return text;
  }
}

function saysSomething(part: AssistantPart): boolean {
  return part.type === "toolCall" || part.text !== "" || (part.type === "reasoning" && part.opaque !== undefined);
}

/** Signatures and ids arrive in pieces: with the start, with a delta, with the end. Later ones complete earlier ones. */
function keep(passage: Passage, metadata: SdkMetadata | undefined): void {
  if (!metadata) return;
  const merged: JsonObject = { ...passage.opaque };
  for (const [provider, fields] of Object.entries(plain(metadata))) {
    const known = asObject(fields);
    if (known) merged[provider] = overlay(asObject(merged[provider]), known);
  }
  passage.opaque = merged;
}

/** Without the `undefined`s that the SDK's type allows, and what no database keeps: `opaque` is stored as JSON. */
function plain(metadata: SdkMetadata): JsonObject {
  return storableObject(asObject(JSON.parse(JSON.stringify(metadata))) ?? {});
}
