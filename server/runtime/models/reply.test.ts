import { expect, test } from "vitest";
import { collectReply, toFinish } from "./reply";
import type { SdkStreamPart } from "./sdk";

const streamOf = (...parts: SdkStreamPart[]) =>
  new ReadableStream<SdkStreamPart>({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });

test("what a provider wants back arrives in pieces, and a later null takes nothing away", async () => {
  const { parts } = await collectReply(
    streamOf(
      { type: "reasoning-start", id: "r", providerMetadata: { openai: { itemId: "rs_1", content: "sealed" } } },
      { type: "text-start", id: "t" },
      { type: "reasoning-delta", id: "r", delta: "Let me " },
      { type: "text-delta", id: "t", delta: "Yes." },
      { type: "reasoning-delta", id: "r", delta: "see.", providerMetadata: { openai: { content: null } } },
      { type: "reasoning-end", id: "r", providerMetadata: { openai: { phase: "end" } } },
      { type: "text-end", id: "t" },
    ),
    undefined,
  );
  expect(parts).toEqual([
    { type: "reasoning", text: "Let me see.", opaque: { openai: { itemId: "rs_1", content: "sealed", phase: "end" } } },
    { type: "text", text: "Yes." },
  ]);
});

test("empty passages are left out, unless something has to go back with them", async () => {
  const { parts } = await collectReply(
    streamOf(
      { type: "text-start", id: "t" },
      { type: "text-end", id: "t" },
      { type: "reasoning-start", id: "a" },
      { type: "reasoning-end", id: "a" },
      { type: "reasoning-start", id: "b", providerMetadata: { anthropic: { redactedData: "sealed" } } },
      { type: "reasoning-end", id: "b" },
    ),
    undefined,
  );
  expect(parts).toEqual([{ type: "reasoning", text: "", opaque: { anthropic: { redactedData: "sealed" } } }]);
});

test("what a provider wants back, and how it calls itself, is text that can be kept", async () => {
  const { parts, servedBy } = await collectReply(
    streamOf(
      { type: "response-metadata", modelId: `m\u0000${"x".repeat(500)}` },
      { type: "reasoning-start", id: "r", providerMetadata: { other: { signature: "a\u0000b", tail: "\ud83d" } } },
      { type: "reasoning-end", id: "r" },
    ),
    undefined,
  );
  expect(parts).toEqual([{ type: "reasoning", text: "", opaque: { other: { signature: "ab", tail: "\ufffd" } } }]);
  expect(servedBy).toBe(`m${"x".repeat(199)}`);
});

test("arguments are an object, or the text that the model wrote in its place", async () => {
  const argsOf = async (input: string) => {
    const call = { type: "tool-call", toolCallId: "c", toolName: "draw_chart", input } as const;
    const [part] = (await collectReply(streamOf(call), undefined)).parts;
    return part?.type === "toolCall" ? part.args : undefined;
  };
  expect(await argsOf("")).toEqual({});
  expect(await argsOf('{"a":[{"b":1}]}')).toEqual({ a: [{ b: 1 }] });
  expect(await argsOf('["a"]')).toBe('["a"]');
  const bottomless = `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`;
  expect(await argsOf(bottomless)).toBe(bottomless);
});

test("a stream is read no further than its first error", async () => {
  const { parts, fault } = await collectReply(
    streamOf({ type: "error", error: "broken" }, { type: "text-start", id: "t" }),
    undefined,
  );
  expect([parts, fault]).toEqual([[], { error: "broken" }]);
});

test.each([
  ["stop", "stop", "toolCalls"],
  ["tool-calls", "stop", "toolCalls"],
  ["length", "length", "length"],
  ["content-filter", "refusal", "refusal"],
  ["error", "other", "other"],
  [null, "other", "other"],
] as const)("%s is %s, and %s with tool calls", (unified, without, withCalls) => {
  expect(toFinish(unified, [])).toBe(without);
  expect(toFinish(unified, [{ type: "toolCall", callId: "c", name: "list_files", args: {} }])).toBe(withCalls);
});
