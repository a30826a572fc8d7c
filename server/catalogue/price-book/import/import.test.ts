import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDecimal } from "#kernel";
import type { PriceLine } from "../lines";
import { MODELS } from "../testing/models";
import { parseExactJson, parseNumber } from "./exact-json";
import { pricePerUnit } from "./imported";
import { readListPrices } from "./list-prices";
import { readLiteLlm } from "./litellm";
import { matchImport } from "./match-import";

const fixture = (name: string): string => readFileSync(new URL(`../testing/${name}`, import.meta.url), "utf8");

/** "openai-gpt standard input 272000" → cost, for comparing. */
const table = (lines: readonly PriceLine[]): Record<string, string> =>
  Object.fromEntries(
    lines.map(({ modelId, tier, component, above, cost }) => [
      [modelId, tier, component, ...(above ? [`${above.operator}${above.tokens}`] : [])].join(" "),
      cost,
    ]),
  );

describe("reading numbers exactly", () => {
  it("gives back the decimal text of every number, and leaves strings alone", () => {
    const texts = fc
      .tuple(fc.bigInt(0n, 10n ** 20n), fc.integer({ min: -20, max: 10 }), fc.string())
      .map(([digits, exponent, name]) => ({ number: `${digits}e${exponent}`, name: `1.5 "${name}\\` }));
    fc.assert(
      fc.property(texts, ({ number, name }) => {
        expect(parseExactJson(`{"a":[${number}],"b":${JSON.stringify(name)}}`)).toEqual({ a: [number], b: name });
      }),
    );
  });

  it("turns any price per token into the same price per million, digit by digit", () => {
    const micros = fc.bigInt(0n, 10n ** 14n);
    fc.assert(
      fc.property(micros, fc.integer({ min: 0, max: 20 }), (digits, shift) => {
        // digits × 10^-12 USD a token is digits × 10^-6 USD a million, however the exponent is written.
        const expected = formatDecimal({ digits, scale: 6 });
        expect(pricePerUnit(`${digits}e-12`, 6)).toBe(expected);
        expect(pricePerUnit(`${digits}${"0".repeat(shift)}e-${12 + shift}`, 6)).toBe(expected);
        expect(pricePerUnit(formatDecimal({ digits, scale: 12 }), 6)).toBe(expected);
      }),
    );
  });

  it("does not round what floating point would", () => {
    expect(pricePerUnit("3.625e-9", 6)).toBe("0.003625");
    expect(pricePerUnit("0.1234567890123456789", 6)).toBe("123456.7890123456789");
    expect(parseNumber("1e999")).toBeNull();
    expect(parseNumber("NaN")).toBeNull();
  });

  it.each(["", "{", "[1,]", "{'a':1}"])("refuses %j", (text) => {
    expect(() => parseExactJson(text)).toThrow("This is no JSON");
  });
});

describe("the format of list-prices.json", () => {
  const file = readListPrices(fixture("list-prices-excerpt.json"));
  const plan = matchImport(file, MODELS, []);

  it("reads tiers and thresholds by their conditions", () => {
    expect(table(plan.lines)).toMatchObject({
      "openai-gpt-5.6-terra standard input": "2",
      "openai-gpt-5.6-terra economy input": "1",
      "openai-gpt-5.6-terra priority cacheWrite5m": "5",
      "openai-gpt-5.6-terra priority output >272000": "36",
      "google-gemini-3.1-pro-preview standard cacheRead >200000": "0.4",
      "deepseek-deepseek-v4-pro standard cacheRead": "0.003625",
      "anthropic-claude-opus-5 standard cacheWrite1h": "10",
      "anthropic-claude-opus-5 standard webSearch": "10",
    });
  });

  it("reports what it does not know, and what it did not read", () => {
    expect(plan.unknown).toEqual(["deepseek deepseek-v4-flash"]);
    expect(plan.unread).toEqual(["anthropic claude-opus-5: the prices of “Fast mode”"]);
  });

  it("refuses another shape, naming the place", () => {
    expect(() => readListPrices('{"prices":[{"model":1}]}')).toThrow(/prices\.0/);
  });
});

describe("LiteLLM's format", () => {
  const file = readLiteLlm(fixture("litellm-excerpt.json"));
  const plan = matchImport(file, MODELS, []);

  it("reads prices per token, variants and thresholds", () => {
    expect(table(plan.lines)).toEqual({
      "anthropic-claude-sonnet-5 standard input": "3",
      "anthropic-claude-sonnet-5 standard output": "15",
      "anthropic-claude-sonnet-5 standard cacheRead": "0.3",
      "anthropic-claude-sonnet-5 standard cacheWrite5m": "3.75",
      "anthropic-claude-sonnet-5 standard cacheWrite1h": "6",
      "anthropic-claude-sonnet-5 standard input >200000": "6",
      "anthropic-claude-sonnet-5 standard output >200000": "22.5",
      "anthropic-claude-sonnet-5 standard webSearch": "10",
      "openai-gpt-5.6-terra standard input": "2",
      "openai-gpt-5.6-terra economy input": "1",
      "openai-gpt-5.6-terra priority input": "4",
      "openai-gpt-5.6-terra priority input >272000": "8",
      "openai-gpt-5.6-terra standard cacheRead": "0.2",
      "openai-gpt-5.6-terra standard output": "12",
      "google-gemini-3.1-pro-preview standard input": "2",
      "google-gemini-3.1-pro-preview standard output": "12",
      "deepseek-deepseek-v4-pro standard input": "0.435",
      "deepseek-deepseek-v4-pro standard cacheRead": "0.003625",
      "deepseek-deepseek-v4-pro standard output": "0.87",
    });
  });

  it("reports models that the catalogue has not, and prices it cannot charge by", () => {
    expect(plan.unknown).toEqual(["mystery one"]);
    expect(plan.unread).toEqual(["anthropic claude-sonnet-5: input_cost_per_token_batches"]);
  });

  it("keeps the sell price of a line it replaces, and tells which lines stay", () => {
    const line = { modelId: "openai-gpt-5.6-terra", tier: "standard", above: null, sell: "2.5" } as const;
    const draft: PriceLine[] = [
      { ...line, component: "input", cost: "1" },
      { ...line, component: "cacheWrite5m", cost: "2.5" },
    ];
    const again = matchImport(file, MODELS, draft);
    expect(again.lines).toContainEqual({ ...line, component: "input", cost: "2" });
    expect(again.kept).toEqual(["openai-gpt-5.6-terra standard cacheWrite5m "]);
  });
});
