import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countNow, countText } from "./tokens";

const signal = new AbortController().signal;

describe("counting tokens", () => {
  it("counts as the tokenizer does", async () => {
    expect(await countText("hello world", signal)).toBe(2);
    expect(await countText("", signal)).toBe(0);
  });

  it("takes a control token for plain text", () => {
    expect(countNow("<|endoftext|>")).toBeGreaterThan(1);
  });

  it("sees 100,000 repeated letters only in short pieces", async () => {
    const tokens = await countText("a".repeat(100_000), signal);
    expect(tokens).toBe(50 * countNow("a".repeat(2_000)));
  });

  it("never splits a surrogate pair", () => {
    expect(countNow(`${"x".repeat(1_999)}😀`)).toBe(countNow("x".repeat(1_999)) + countNow("😀"));
  });

  it("stops when it is told to", async () => {
    await expect(countText("text", AbortSignal.abort())).rejects.toThrow();
  });

  it("gives the same count at once and in turns", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", maxLength: 5_000 }),
        async (text) => (await countText(text, signal)) === countNow(text),
      ),
      { numRuns: 30 },
    );
  });
});
