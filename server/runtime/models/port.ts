import type { Tier, WireApi } from "#kernel";

/** A JSON object as a provider sent it. Kept word for word beside what we derive from it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Which model to call, and what it can take. Limits in tokens. */
export type ModelRef = {
  readonly provider: string;
  readonly modelId: string;
  readonly api: WireApi;
  readonly contextWindow: number;
  readonly maxOutput: number;
};

/**
 * One part of an assistant turn. `opaque` is what the provider wants back unchanged with this part
 * (thinking signatures, thought signatures, item ids); nobody else reads it.
 */
export type AssistantPart =
  | { readonly type: "text"; readonly text: string; readonly opaque?: JsonObject }
  | { readonly type: "reasoning"; readonly text: string; readonly opaque?: JsonObject }
  | {
      readonly type: "toolCall";
      readonly callId: string;
      readonly name: string;
      /** As the model wrote them: an object when its JSON parsed, else the raw text. */
      readonly args: Json;
      readonly opaque?: JsonObject;
    };

/** What a tool answered to one call. `content` is untrusted text for the model to read. */
export type ToolAnswer = {
  readonly callId: string;
  readonly name: string;
  readonly content: string;
  readonly isError: boolean;
};

/** The conversation so far. The brief is the first user turn, word for word; each finished step is one assistant turn. */
export type Turn =
  | { readonly role: "user"; readonly text: string }
  | { readonly role: "assistant"; readonly parts: readonly AssistantPart[] }
  | { readonly role: "tool"; readonly answers: readonly ToolAnswer[] };

/** A tool as the model sees it. `parameters` is JSON Schema. */
export type ToolSpec = { readonly name: string; readonly description: string; readonly parameters: JsonObject };

export type ModelRequest = {
  readonly model: ModelRef;
  /** System instructions: the agent's own plus the house rules. */
  readonly instructions: string;
  readonly turns: readonly Turn[];
  readonly tools: readonly ToolSpec[];
  /** Upper bound of output tokens for this call; the hold was computed from it. */
  readonly maxOutput: number;
  readonly tier: Tier;
  /** Calls of the same key begin alike: a provider that finds its cache by a key is told it. */
  readonly cacheKey?: string;
  readonly signal: AbortSignal;
  /** Called with each piece of text as it streams. */
  readonly onText?: (delta: string) => void;
  /** Called with each piece of the answer, whatever is in it: the provider is at work. */
  readonly onSign?: (() => void) | undefined;
};

/** The provider's own usage record, from which billing derives components. */
export type ReportedUsage = { readonly api: WireApi; readonly raw: JsonObject };

export type ModelReply = {
  readonly parts: readonly AssistantPart[];
  readonly finish: "stop" | "toolCalls" | "length" | "refusal" | "other";
  readonly usage: ReportedUsage;
  /** The model that answered, as the provider names it; absent where it does not say. */
  readonly servedBy?: string;
};

export type ModelFailureKind =
  | "unauthorized"
  | "invalid_request"
  /** The conversation is longer than the model takes. */
  | "overflow"
  | "rate_limited"
  | "unavailable"
  | "timeout"
  | "disconnected"
  | "malformed"
  | "aborted";

/** A model call that gave no usable turn. `usage` is what the provider had reported until then, if anything. */
export class ModelCallFailed extends Error {
  constructor(
    readonly kind: ModelFailureKind,
    message: string,
    readonly facts: {
      /** Whether another attempt may help. */
      readonly retryable: boolean;
      /** What the provider asked us to wait, in milliseconds. */
      readonly retryAfterMs?: number;
      readonly usage?: ReportedUsage;
    },
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "ModelCallFailed";
  }
}

/** One way to reach models: exactly one provider call per `call`, no retries, no hidden calls. */
export type ModelProvider = {
  /** @throws ModelCallFailed */
  call(request: ModelRequest): Promise<ModelReply>;
};
