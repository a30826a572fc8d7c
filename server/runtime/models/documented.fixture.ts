import type { JsonObject } from "./index";

/** Events in the form that the providers document, written down by hand: our scripted server may share our own errors. */
export const stream = (...events: readonly JsonObject[]): string =>
  events
    .map(
      (event) => `${typeof event.type === "string" ? `event: ${event.type}\n` : ""}data: ${JSON.stringify(event)}\n\n`,
    )
    .join("");
export const chatStream = (...chunks: readonly JsonObject[]): string => `${stream(...chunks)}data: [DONE]\n\n`;

export const messageStart: JsonObject = {
  type: "message_start",
  message: {
    id: "msg_01",
    type: "message",
    role: "assistant",
    content: [],
    model: "claude-sonnet-4-5",
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 25, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 },
  },
};
export const block = (index: number, content_block: JsonObject, ...deltas: readonly JsonObject[]): JsonObject[] => [
  { type: "content_block_start", index, content_block },
  ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
  { type: "content_block_stop", index },
];
export const messageEnd = (stop_reason: string): JsonObject[] => [
  { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 15 } },
  { type: "message_stop" },
];

export const response = (fields: JsonObject): JsonObject => ({
  id: "resp_1",
  object: "response",
  created_at: 1_741_290_958,
  model: "gpt-5",
  output: [],
  ...fields,
});
export const created: JsonObject = { type: "response.created", response: response({ status: "in_progress" }) };
export const responseUsage = {
  input_tokens: 37,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 11,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 48,
};

export const chunk = (delta: JsonObject, finish_reason: string | null = null): JsonObject => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_694_268_190,
  model: "gpt-5",
  choices: [{ index: 0, delta, finish_reason }],
  usage: null,
});
export const chatUsage: JsonObject = {
  ...chunk({}),
  choices: [],
  usage: { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 },
};
export const callDelta = (index: number, fields: JsonObject): JsonObject =>
  chunk({ tool_calls: [{ index, ...fields }] });

export const candidate = (parts: JsonObject[], finishReason?: string): JsonObject => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...(finishReason ? { finishReason } : {}) }],
  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 4, totalTokenCount: 13 },
  modelVersion: "gemini-3-pro",
});
