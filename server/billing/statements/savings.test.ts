import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUsd, pico, type RateLine, type Tier } from "#kernel";
import { priceOf } from "../pricing/price-of";
import { rateLine, rateTable, SONNET } from "../testing/price-lists";
import { type ChargedAlike, computeSavings } from "./savings";

const HALF: Record<string, string> = { input: "1.5", cacheRead: "0.15", output: "7.5" };
const LONG = { tokens: 200_000, operator: ">" } as const;
const LINES: readonly RateLine[] = [
  ...Object.entries(SONNET).map(([component, usd]) => rateLine(component as "input", usd)),
  ...Object.entries(HALF).map(([component, usd]) => rateLine(component as "input", usd, "economy")),
  rateLine("input", "6", "standard", LONG),
  rateLine("cacheRead", "0.6", "standard", LONG),
];

type Call = { input?: bigint; cacheRead?: bigint; output?: bigint };
const US = { bps: 11_000, why: "in the US" };

/** What a call is charged by the one pricing of this house, as its charge lines. */
function charged(quantities: Call, tier: Tier, markupBps: number, multipliers = [US]): ChargedAlike[] {
  const totalInput = (quantities.input ?? 0n) + (quantities.cacheRead ?? 0n);
  const table = { ...rateTable({}), lines: LINES };
  return priceOf({ quantities, totalInput, multipliers }, table, tier, markupBps).map((line) => ({
    ...line,
    rateCardId: "card",
    modelId: "model",
    tier,
    markups: [markupBps],
    totalInput,
  }));
}

const total = (lines: readonly ChargedAlike[]) => lines.reduce((sum, { amount }) => sum + amount, 0n);
const savingsOf = (charges: readonly ChargedAlike[]) => computeSavings(charges, () => LINES);
const quantity = fc.bigInt({ min: 1n, max: 400_000n });
const markup = fc.integer({ min: 0, max: 9_999 });

describe("what cache and tiers saved", () => {
  it("prices cache reads as input: exactly what the pricing would have charged", () => {
    fc.assert(
      fc.property(quantity, markup, fc.constantFrom<Tier>("standard", "economy"), (read, bps, tier) => {
        const lines = charged({ cacheRead: read }, tier, bps);
        const { cache } = savingsOf(lines);
        const asInput = charged({ input: read }, tier, bps);
        expect(parseUsd(cache.instead)).toBe(total(asInput));
        expect(parseUsd(cache.saved)).toBe(total(asInput) - total(lines));
        expect(cache.tokens).toBe(read.toString());
      }),
    );
  });

  it("prices an economy call in the standard tier: exactly what the pricing would have charged", () => {
    const call = fc.record({ input: quantity, cacheRead: quantity, output: quantity });
    fc.assert(
      fc.property(call, markup, (quantities, bps) => {
        const lines = charged(quantities, "economy", bps);
        const { tiers } = savingsOf(lines);
        expect(tiers).toHaveLength(1);
        expect(parseUsd(tiers[0]?.instead ?? "0")).toBe(total(charged(quantities, "standard", bps)));
        expect(parseUsd(tiers[0]?.paid ?? "0")).toBe(total(lines));
      }),
    );
  });

  it("claims nothing where the card has nothing to compare with", () => {
    const [line] = charged({ cacheRead: 1_000n }, "standard", 0);
    if (!line) throw new Error("no line");
    expect(computeSavings([line], () => []).cache).toMatchObject({ paid: "0.00", saved: "0.00" });
    const free = { ...line, rate: "0", amount: pico(0n), markups: [2_500] };
    const lines = [rateLine("cacheRead", "0"), rateLine("input", "3")];
    expect(computeSavings([free], () => lines).cache.saved).toBe("0.00375");
  });
});
