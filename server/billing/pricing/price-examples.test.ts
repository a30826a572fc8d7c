import { describe, expect, it } from "vitest";
import { type Component, divideHalfEven, parseDecimal, type Quantities, unitOf, type WireApi } from "#kernel";
import examples from "../price-examples.json";
import { componentsOf } from "../usage/components-of";
import { computeLines, sumLines } from "./price-of";
import type { PricePoint } from "./rate";

/** Their names → ours. */
const COMPONENT: Readonly<Record<string, Component>> = {
  input: "input",
  input_nocache: "input",
  cache_read: "cacheRead",
  cache_write: "cacheWrite5m",
  cache_write_5m: "cacheWrite5m",
  cache_write_1h: "cacheWrite1h",
  output: "output",
  output_incl_reasoning: "output",
  web_search: "webSearch",
};

const WIRE: Readonly<Record<string, WireApi>> = {
  "gp-11": "anthropic",
  "gp-13": "anthropic",
  "gpd-01": "anthropic",
  "gpd-03": "openai-responses",
  "gpd-05": "google",
  "gpd-19": "deepseek",
  "ll-9812": "anthropic",
  "ll-33772": "openai-chat",
  "tt-38": "openai-compatible",
};

const component = (name: string): Component => {
  const ours = COMPONENT[name];
  if (!ours) throw new Error(`no component of ours is their ${name}`);
  return ours;
};

/** The file gives some amounts finer than a picodollar; ours are rounded half to even. */
const toPico = (usd: string): bigint => {
  const { digits, scale } = parseDecimal(usd, "amount");
  return divideHalfEven(digits * 10n ** 12n, 10n ** BigInt(scale));
};

type Example = (typeof examples.examples)[number];

function expectPrice(example: Example, quantities: Quantities): void {
  const points: PricePoint[] = example.billable.map((line) => ({
    component: component(line.component),
    rate: parseDecimal(line.price, "price"),
    above: null,
  }));
  const { lines, unrated } = computeLines({ quantities, totalInput: 0n, multipliers: [] }, points, 0);
  expect(unrated).toEqual([]);
  expect(sumLines(lines)).toBe(toPico(example.expected_cost_usd));
  expect(lines).toHaveLength(example.billable.length);
  for (const line of example.billable) {
    const ours = component(line.component);
    expect(lines.find((candidate) => candidate.component === ours)).toMatchObject({
      quantity: BigInt(line.quantity),
      unit: unitOf(ours),
      amount: toPico(line.amount_usd),
    });
  }
}

describe("price examples", () => {
  it.each(examples.examples)("$id: $model costs what the source says", (example) => {
    expectPrice(
      example,
      Object.fromEntries(example.billable.map((line) => [component(line.component), BigInt(line.quantity)])),
    );
  });

  it.each(examples.examples.filter((example) => "raw_usage" in example))(
    "$id: also from the provider's raw usage",
    (example) => {
      const api = WIRE[example.id];
      if (!api) throw new Error(`no wire known for ${example.id}`);
      const metered = componentsOf(api, example.raw_usage);
      expect(metered.review).toBeNull();
      expectPrice(example, metered.quantities);
    },
  );
});
