import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import {
  block,
  callDelta,
  candidate,
  chatStream,
  chatUsage,
  chunk,
  created,
  messageEnd,
  messageStart,
  response,
  responseUsage,
  stream,
} from "./documented.fixture";
import {
  createModelProviders,
  type JsonObject,
  ModelCallFailed,
  type ModelReply,
  type ModelRequest,
  type Turn,
} from "./index";
import { requestFor, WIRES, type WireUnderTest } from "./testing.fixture";

const [anthropic, responses, chat, google, local] = WIRES;

/** What a call makes of an answer, and what it sent. */
async function exchange(wire: WireUnderTest, body: string, more: Partial<ModelRequest> = {}) {
  let sent = "";
  const server = createServer((request, response) => {
    request.on("data", (chunk) => {
      sent += chunk;
    });
    request.on("end", () => response.writeHead(200, { "content-type": "text/event-stream" }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const access = { apiKey: "k", baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const request = requestFor(wire, more);
  try {
    const provider = createModelProviders({ anthropic: access, openai: access, google: access, local: access }).find(
      request.model,
    );
    if (!provider) throw new Error(`No provider for ${request.model.provider}`);
    const answer: ModelReply | ModelCallFailed = await provider.call(request).catch((error) => error);
    return { answer, sent };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const replay = async (wire: WireUnderTest, body: string) => (await exchange(wire, body)).answer;

describe("a refusal is the end of a call, with what it cost", () => {
  test.each<[string, WireUnderTest, string]>([
    ["stop_reason refusal", anthropic, stream(messageStart, ...messageEnd("refusal"))],
    [
      "stop_reason refusal in the middle of a text",
      anthropic,
      stream(
        messageStart,
        ...block(0, { type: "text", text: "" }, { type: "text_delta", text: "First, " }),
        ...messageEnd("refusal"),
      ),
    ],
    [
      "an incomplete response for content_filter",
      responses,
      stream(created, {
        type: "response.incomplete",
        response: response({
          status: "incomplete",
          incomplete_details: { reason: "content_filter" },
          usage: responseUsage,
        }),
      }),
    ],
    [
      "finish_reason content_filter",
      chat,
      chatStream(chunk({ role: "assistant", content: "" }), chunk({}, "content_filter"), chatUsage),
    ],
    [
      "finish_reason content_filter",
      local,
      chatStream(chunk({ role: "assistant", content: "" }), chunk({}, "content_filter"), chatUsage),
    ],
    ["finishReason SAFETY", google, stream(candidate([{ text: "First, " }]), candidate([], "SAFETY"))],
    ["finishReason PROHIBITED_CONTENT", google, stream(candidate([], "PROHIBITED_CONTENT"))],
    ["finishReason BLOCKLIST", google, stream(candidate([], "BLOCKLIST"))],
    [
      "a prompt that is blocked",
      google,
      stream({
        promptFeedback: { blockReason: "SAFETY", safetyRatings: [] },
        usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
        modelVersion: "gemini-3-pro",
      }),
    ],
  ])("%s", async (_, wire, body) => {
    const reply = await replay(wire, body);
    expect(reply).toMatchObject({ finish: "refusal", usage: { api: wire.api } });
  });
});

describe("tool calls in parallel", () => {
  const expected = [
    { name: "query_sql", args: { sql: "SELECT 1" } },
    { name: "query_sql", args: { sql: "SELECT 2" } },
  ];

  test.each<[string, WireUnderTest, string]>([
    [
      "in blocks one after the other, arguments in pieces that begin empty",
      anthropic,
      stream(
        messageStart,
        { type: "ping" },
        ...block(
          0,
          { type: "tool_use", id: "toolu_1", name: "query_sql", input: {} },
          { type: "input_json_delta", partial_json: "" },
          { type: "input_json_delta", partial_json: '{"sql":' },
          { type: "input_json_delta", partial_json: ' "SELECT 1"}' },
        ),
        ...block(
          1,
          { type: "tool_use", id: "toolu_2", name: "query_sql", input: {} },
          { type: "input_json_delta", partial_json: '{"sql": "SELECT 2"}' },
        ),
        ...messageEnd("tool_use"),
      ),
    ],
    ...([chat, local] as const).map((wire): [string, WireUnderTest, string] => [
      "by their index, one after the other",
      wire,
      chatStream(
        chunk({ role: "assistant", content: null }),
        callDelta(0, { id: "call_1", type: "function", function: { name: "query_sql", arguments: "" } }),
        callDelta(0, { function: { arguments: '{"sql": ' } }),
        callDelta(0, { function: { arguments: '"SELECT 1"}' } }),
        callDelta(1, { id: "call_2", type: "function", function: { name: "query_sql", arguments: "" } }),
        callDelta(1, { function: { arguments: '{"sql": "SELECT 2"}' } }),
        chunk({}, "tool_calls"),
        chatUsage,
      ),
    ]),
    [
      "as parts, the first one signed",
      google,
      stream(
        candidate([
          { functionCall: { name: "query_sql", args: { sql: "SELECT 1" } }, thoughtSignature: "c2lnbmVk" },
          { functionCall: { name: "query_sql", args: { sql: "SELECT 2" } } },
        ]),
        candidate([{ text: "" }], "STOP"),
      ),
    ],
  ])("%s", async (_, wire, body) => {
    const reply = await replay(wire, body);
    if (reply instanceof ModelCallFailed) throw reply;
    expect(reply.finish).toBe("toolCalls");
    const calls = reply.parts.flatMap((part) => (part.type === "toolCall" ? [part] : []));
    expect(calls).toMatchObject(expected);
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(2);
    if (wire === google) expect(JSON.stringify(calls[0]?.opaque)).toContain("c2lnbmVk");
  });
});

test("Anthropic's thinking goes back as it came: the signed blocks, and those that only the provider can read", async () => {
  const signature = "EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pk";
  const data = "EmwKAhgBEgy3va3pzix";
  const body = stream(
    messageStart,
    ...block(
      0,
      { type: "thinking", thinking: "", signature: "" },
      { type: "thinking_delta", thinking: "Let me see." },
      { type: "signature_delta", signature },
    ),
    ...block(1, { type: "redacted_thinking", data }),
    ...block(
      2,
      { type: "tool_use", id: "toolu_1", name: "query_sql", input: {} },
      { type: "input_json_delta", partial_json: '{"sql": "SELECT 1"}' },
    ),
    ...messageEnd("tool_use"),
  );
  const { answer } = await exchange(anthropic, body);
  if (answer instanceof ModelCallFailed) throw answer;
  expect(answer.parts.map(({ type }) => type)).toEqual(["reasoning", "reasoning", "toolCall"]);
  const answers = [{ callId: "toolu_1", name: "query_sql", content: "| 1 |", isError: false }];
  const turns: Turn[] = [
    ...requestFor(anthropic).turns,
    { role: "assistant", parts: answer.parts },
    { role: "tool", answers },
  ];
  const { sent } = await exchange(anthropic, body, { turns });
  expect(JSON.parse(sent).messages[1].content).toMatchObject([
    { type: "thinking", thinking: "Let me see.", signature },
    { type: "redacted_thinking", data },
    { type: "tool_use", id: "toolu_1", name: "query_sql", input: { sql: "SELECT 1" } },
  ]);
});

describe("an error that the provider tells in a stream that began with 200", () => {
  test.each<[string, WireUnderTest, string, JsonObject]>([
    [
      "Anthropic's overloaded_error",
      anthropic,
      stream(messageStart, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
      { kind: "unavailable", facts: { retryable: true } },
    ],
    [
      "a response that failed",
      responses,
      stream(created, {
        type: "response.failed",
        response: response({
          status: "failed",
          error: { code: "server_error", message: "The model failed to generate a response." },
        }),
      }),
      { kind: "unavailable", facts: { retryable: true } },
    ],
    [
      "a response that failed for the rate",
      responses,
      stream(created, {
        type: "response.failed",
        response: response({ status: "failed", error: { code: "rate_limit_exceeded", message: "Slow down." } }),
      }),
      { kind: "rate_limited", facts: { retryable: true } },
    ],
    [
      "Google's RESOURCE_EXHAUSTED, with when to come back",
      google,
      stream(candidate([{ text: "First, " }]), {
        error: {
          code: 429,
          message: "Slow down.",
          status: "RESOURCE_EXHAUSTED",
          details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "12s" }],
        },
      }),
      { kind: "rate_limited", facts: { retryable: true, retryAfterMs: 12_000 } },
    ],
  ])("%s", async (_, wire, body, expected) => {
    const failure = await replay(wire, body);
    expect(failure).toBeInstanceOf(ModelCallFailed);
    expect(failure).toMatchObject(expected);
  });
});
