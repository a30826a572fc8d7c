import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countTokens, inputUpperBound } from "./estimate";
import { QUERY_TOOL } from "./testing.fixture";

describe("inputUpperBound", () => {
  test("is never below the tokens of what is sent", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.array(fc.string({ unit: "grapheme", maxLength: 200 }), { maxLength: 4 }),
        async (instructions, texts) => {
          const turns = texts.map((text) => ({ role: "user" as const, text }));
          const sent = JSON.stringify({ instructions, turns, tools: [QUERY_TOOL] });
          const bound = inputUpperBound({ instructions, turns, tools: [QUERY_TOOL] });
          expect(bound).toBeGreaterThanOrEqual(BigInt(await countTokens(sent)));
        },
      ),
      { numRuns: 50 },
    );
  });

  test("counts bytes, not characters, and grows with every turn", () => {
    const bound = (text: string) => inputUpperBound({ instructions: "", turns: [{ role: "user", text }], tools: [] });
    expect(bound("🚢🚢") - bound("")).toBe(8n);
    expect(bound("ab") - bound("")).toBe(2n);
  });
});

describe("countTokens", () => {
  test.each([
    ["", 0],
    ["Hello, world!", 4],
    ["Average fare by class", 4],
    ["<|endoftext|> is text here", 10],
  ])("%j has the tokens that o200k_base gives it", async (text, expected) => {
    expect(await countTokens(text)).toBe(expected);
  });

  test("is exact within a piece and close beyond it", async () => {
    const { countTokens: whole } = await import("gpt-tokenizer/encoding/o200k_base");
    const text = "The average fare by class is 32.20, and über alles 🚢. ".repeat(400);
    const exact = whole(text);
    const ours = await countTokens(text);
    expect(ours).toBeGreaterThanOrEqual(exact);
    expect(ours - exact).toBeLessThan(40);
  });

  test("never cuts a surrogate pair: 5,001 ships are 5,001 times one ship", async () => {
    const one = await countTokens("🚢");
    expect(await countTokens(`x${"🚢".repeat(5_001)}`)).toBe(one * 5_001 + 1);
  });

  test("a run of 100,000 equal characters leaves the event loop free", async () => {
    let turns = 0;
    let running = true;
    const tick = () => {
      turns += 1;
      if (running) setImmediate(tick);
    };
    tick();
    expect(await countTokens("a".repeat(100_000))).toBeGreaterThan(1_000);
    running = false;
    expect(turns).toBeGreaterThan(1);
  });
});
