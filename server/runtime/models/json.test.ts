import { expect, test } from "vitest";
import { asObject, overlay, storableObject } from "./json";

test("a later null never hides what was known", () => {
  const start = { input_tokens: 21, cache_creation: { ephemeral_5m_input_tokens: 4 }, output_tokens: 1 };
  const delta = { input_tokens: null, cache_creation: null, output_tokens: 393, server_tool_use: null };
  expect(overlay(start, delta)).toEqual({ ...start, output_tokens: 393, server_tool_use: null });
  expect(overlay(null, { input_tokens: 0 })).toEqual({ input_tokens: 0 });
});

test("only objects are objects", () => {
  expect([null, [], "a", 1, undefined].map(asObject)).toEqual([null, null, null, null, null]);
  expect(asObject({})).toEqual({});
});

test("what no database keeps is left out of a record, and nothing else", () => {
  const record = { tier: "a\u0000b", parts: [{ text: "\ud83d!" }], tokens: 12, none: null };
  expect(storableObject(record)).toEqual({ tier: "ab", parts: [{ text: "\ufffd!" }], tokens: 12, none: null });
});
