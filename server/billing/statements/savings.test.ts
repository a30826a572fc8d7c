import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divideHalfEven, parseUsd, pico, type RateLine, type Tier } from "#kernel";
import { priceOf } from "../pricing/price-of";
import { rateLine, rateTable, SONNET } from "../testing/price-lists";
import { type ChargedAlike, computeSavings } from "./savings";

const HALF: Record<string, string> = {
  ...{ input: "1.5", cacheRead: "0.15", output: "7.5" },
  ...{ cacheWrite5m: "1.875", cacheWrite1h: "3" },
};
const LONG = { tokens: 200_000, operator: ">" } as const;
const LINES: readonly RateLine[] = [
  ...Object.entries(SONNET).map(([component, usd]) => rateLine(component as "input", usd)),
  ...Object.entries(HALF).map(([component, usd]) => rateLine(component as "input", usd, "economy")),
  rateLine("input", "6", "standard", LONG),
  rateLine("cacheRead", "0.6", "standard", LONG),
];

type Call = Partial<Record<"input" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h" | "output", bigint>>;
type Terms = { readonly tier: Tier; readonly agent: number; readonly markups: number[]; readonly region: number };

const totalOf = ({ output: _, ...input }: Call): bigint =>
  Object.values(input).reduce((sum, tokens) => sum + tokens, 0n);

/** What a call is charged by the one pricing of this house, as its charge lines. */
function charged(quantities: Call, { tier, agent, markups, region }: Terms): ChargedAlike[] {
  const totalInput = totalOf(quantities);
  const table = { ...rateTable({}), lines: LINES, markups };
  const multipliers = [{ bps: region, why: "where it ran" }];
  return priceOf({ quantities, totalInput, multipliers }, table, tier, agent).map((line) => ({
    ...line,
    rateCardId: "card",
    modelId: "model",
    tier,
    markups: [agent, ...markups],
    totalInput,
  }));
}

const total = (lines: readonly ChargedAlike[]) => lines.reduce((sum, { amount }) => sum + amount, 0n);
const savingsOf = (charges: readonly ChargedAlike[]) => computeSavings(charges, () => LINES);
const quantity = fc.bigInt({ min: 1n, max: 400_000n });
const bps = fc.integer({ min: -5_000, max: 9_999 });
const terms = (tier: fc.Arbitrary<Tier>) =>
  fc.record({
    tier,
    agent: fc.nat(9_999),
    markups: fc.array(bps, { maxLength: 2 }),
    region: fc.constantFrom(10_000, 11_000),
  });
const anyTier = terms(fc.constantFrom<Tier>("standard", "economy"));

/**
 * A price by its definition, without the pricing or the savings: list price × every factor, as a fraction of picodollars.
 * @returns numerator and denominator
 */
function exactly(usdPerMillion: string, tokens: bigint, { agent, markups, region }: Terms): [bigint, bigint] {
  const factors = [region, ...[agent, ...markups].map((markup) => 10_000 + markup)];
  const perToken = parseUsd(usdPerMillion) / 1_000_000n;
  return [
    factors.reduce((product, factor) => product * BigInt(factor), tokens * perToken),
    10_000n ** BigInt(factors.length),
  ];
}

describe("what cache and tiers saved", () => {
  it("prices what was cached as input: exactly what the pricing would have charged", () => {
    const call = fc.record({ cacheRead: quantity, cacheWrite5m: quantity, cacheWrite1h: quantity });
    fc.assert(
      fc.property(call, anyTier, (cached, terms) => {
        const { cache } = savingsOf(charged(cached, terms));
        // Line by line, each rounded once as if it had been a call of its own on the same side of the threshold.
        const asInput = Object.values(cached).map((tokens) => {
          const long = totalOf(cached) > LONG.tokens && terms.tier === "standard";
          const [numerator, denominator] = exactly(long ? "6" : terms.tier === "economy" ? "1.5" : "3", tokens, terms);
          return divideHalfEven(numerator, denominator);
        });
        expect(parseUsd(cache.instead)).toBe(asInput.reduce((sum, amount) => sum + amount, 0n));
        expect(parseUsd(cache.paid)).toBe(total(charged(cached, terms)));
        expect(parseUsd(cache.saved)).toBe(parseUsd(cache.instead) - parseUsd(cache.paid));
        expect(cache.tokens).toBe(cached.cacheRead.toString());
      }),
    );
  });

  it("says that a cache which is written and never read has cost more than it saved", () => {
    const terms: Terms = { tier: "standard", agent: 0, markups: [], region: 10_000 };
    const { cache } = savingsOf(charged({ cacheWrite5m: 1_000n }, terms));
    // 1,000 tokens at 3.75 instead of 3 USD a million.
    expect(cache).toMatchObject({ paid: "0.00375", instead: "0.003", saved: "-0.00075", tokens: "0" });
  });

  it("prices an economy call in the standard tier: exactly what the pricing would have charged", () => {
    const call = fc.record({ input: quantity, cacheRead: quantity, output: quantity });
    fc.assert(
      fc.property(call, terms(fc.constant<Tier>("economy")), (quantities, terms) => {
        const lines = charged(quantities, terms);
        const { tiers } = savingsOf(lines);
        expect(tiers).toHaveLength(1);
        expect(parseUsd(tiers[0]?.instead ?? "0")).toBe(total(charged(quantities, { ...terms, tier: "standard" })));
        expect(parseUsd(tiers[0]?.paid ?? "0")).toBe(total(lines));
      }),
    );
  });

  it("claims nothing where the card has nothing to compare with", () => {
    const [line] = charged({ cacheRead: 1_000n }, { tier: "standard", agent: 0, markups: [], region: 11_000 });
    if (!line) throw new Error("no line");
    expect(computeSavings([line], () => []).cache).toMatchObject({ paid: "0.00", saved: "0.00" });
    const free = { ...line, rate: "0", amount: pico(0n), markups: [2_500] };
    const lines = [rateLine("cacheRead", "0"), rateLine("input", "3")];
    expect(computeSavings([free], () => lines).cache.saved).toBe("0.00375");
  });
});
