import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Component, parseDecimal, pico, type Quantities, type RateTable } from "#kernel";
import { UnratedComponent } from "../errors";
import { rateLine, rateTable, SONNET } from "../testing/price-lists";
import { estimateCost } from "./estimate-cost";
import { priceOf, sumLines } from "./price-of";
import { amountOf } from "./rate";
import { worstCase } from "./worst-case";

const call = (quantities: Quantities, multipliers: readonly { bps: number; why: string }[] = []) => {
  const { input = 0n, cacheRead = 0n, cacheWrite5m = 0n, cacheWrite1h = 0n } = quantities;
  return { quantities, totalInput: input + cacheRead + cacheWrite5m + cacheWrite1h, multipliers };
};

describe("priceOf", () => {
  it("applies markup and multipliers first and rounds once, half to even", () => {
    const rates = rateTable({ cacheRead: "0.003625" });
    const line = (quantity: bigint) =>
      priceOf(call({ cacheRead: quantity }, [{ bps: 11_000, why: "region" }]), rates, "standard", 0)[0];
    expect(line(1n)).toMatchObject({ rate: "0.0039875", unit: 1_000_000, amount: 3_988n });
    expect(line(2n)?.amount).toBe(7_975n);
    expect(line(3n)?.amount).toBe(11_962n);
  });

  it("sells at list price times markup", () => {
    const lines = priceOf(call({ input: 1_000_000n, webSearch: 1_000n }), rateTable(SONNET), "standard", 2_500);
    expect(lines.map(({ rate, amount }) => [rate, amount])).toEqual([
      ["3.75", 3_750_000_000_000n],
      ["12.5", 12_500_000_000_000n],
    ]);
  });

  it("puts a provider's multiplier on tokens, never on fees", () => {
    const multipliers = [{ bps: 11_000, why: "residency" }];
    const lines = priceOf(call({ output: 1n, webSearch: 1n }, multipliers), rateTable(SONNET), "standard", 0);
    expect(lines.map(({ rate }) => rate)).toEqual(["16.5", "10"]);
  });

  it("names every component without a rate, and prices none at zero", () => {
    const price = () =>
      priceOf(call({ input: 1n, cacheRead: 1n, output: 1n }), rateTable({ output: "1" }), "standard", 0);
    expect(price).toThrow(UnratedComponent);
    expect(price).toThrow(/input, cacheRead in the standard tier/);
    expect(() => priceOf(call({ input: 1n }), rateTable(SONNET), "priority", 0)).toThrow(UnratedComponent);
  });

  it("counts reasoning as output unless it has a rate of its own", () => {
    const usage = call({ output: 10n, reasoning: 5n });
    expect(priceOf(usage, rateTable({ output: "2" }), "standard", 0)).toMatchObject([
      { component: "output", quantity: 15n },
    ]);
    expect(priceOf(usage, rateTable({ output: "2", reasoning: "1" }), "standard", 0)).toHaveLength(2);
  });

  describe("long context", () => {
    const table = (operator: ">" | ">="): RateTable =>
      rateTable(
        { input: "1", cacheRead: "0.1", output: "4", webSearch: "10" },
        {
          extra: [
            rateLine("input", "2", "standard", { tokens: 200_000, operator }),
            rateLine("cacheRead", "0.2", "standard", { tokens: 200_000, operator }),
            rateLine("output", "6", "standard", { tokens: 200_000, operator }),
            rateLine("output", "9", "standard", { tokens: 500_000, operator }),
          ],
        },
      );
    const rates = (operator: ">" | ">=", input: bigint) =>
      priceOf(call({ input, cacheRead: 100_000n, output: 1n, webSearch: 1n }), table(operator), "standard", 0).map(
        ({ rate }) => rate,
      );

    it("prices the whole request, output too, by total input with cache", () => {
      expect(rates(">", 99_999n)).toEqual(["1", "0.1", "4", "10"]);
      expect(rates(">", 100_000n)).toEqual(["1", "0.1", "4", "10"]);
      expect(rates(">", 100_001n)).toEqual(["2", "0.2", "6", "10"]);
      expect(rates(">=", 100_000n)).toEqual(["2", "0.2", "6", "10"]);
    });

    it("takes the highest threshold passed", () => expect(rates(">=", 400_000n)).toEqual(["2", "0.2", "9", "10"]));
  });
});

const quantity = fc.bigInt({ min: 0n, max: 10_000_000n });
const price = fc.bigInt({ min: 0n, max: 600_000_000n });
const bps = fc.integer({ min: 1, max: 60_000 });

describe("amounts", () => {
  const rate = fc.record({ digits: fc.bigInt({ min: 0n, max: 10n ** 15n }), scale: fc.integer({ min: 0, max: 16 }) });

  it("are within half a picodollar of the exact product, to the even side", () => {
    fc.assert(
      fc.property(quantity, rate, fc.constantFrom(1_000, 1_000_000), (q, r, unit) => {
        const denominator = 10n ** BigInt(r.scale) * BigInt(unit);
        const exact = q * r.digits * 10n ** 12n;
        const amount = amountOf(q, r, unit);
        const twice = 2n * (amount * denominator - exact);
        expect(amount).toBeGreaterThanOrEqual(0n);
        expect(twice < 0n ? -twice : twice).toBeLessThanOrEqual(denominator);
        if (twice === denominator || -twice === denominator) expect(amount % 2n).toBe(0n);
      }),
    );
  });

  it("are recomputed exactly from the rate that is stored as text, and add up", () => {
    fc.assert(
      fc.property(quantity, quantity, price, price, bps, bps, (input, output, inPrice, outPrice, markup, factor) => {
        const lines = [
          { tier: "standard", component: "input", price: pico(inPrice), above: null },
          { tier: "standard", component: "output", price: pico(outPrice), above: null },
        ] as const;
        const rates = { rateCardId: "card", modelId: "model", lines };
        const priced = priceOf(call({ input, output }, [{ bps: factor, why: "test" }]), rates, "standard", markup);
        for (const line of priced)
          expect(amountOf(line.quantity, parseDecimal(line.rate, "rate"), line.unit)).toBe(line.amount);
        const alone = (component: Component, count: bigint) =>
          sumLines(
            priceOf(
              { ...call({ [component]: count }), multipliers: [{ bps: factor, why: "test" }] },
              rates,
              "standard",
              markup,
            ),
          );
        expect(sumLines(priced)).toBe(alone("input", input) + alone("output", output));
      }),
    );
  });
});

describe("worstCase", () => {
  const rates = rateTable(SONNET, {
    extra: [rateLine("output", "22.5", "standard", { tokens: 200_000, operator: ">" })],
  });
  const tokensUpTo = (max: number) => fc.integer({ min: 0, max });

  it("is never below a real charge within its bounds", () => {
    fc.assert(
      fc.property(
        tokensUpTo(300_000),
        tokensUpTo(8_192),
        fc.nat(3),
        fc.nat(100),
        fc.nat(20_000),
        (bound, maxOutput, kind, part, markupBps) => {
          const used = (BigInt(bound) * BigInt(part)) / 100n;
          const other = (["cacheRead", "cacheWrite5m", "cacheWrite1h", "input"] as const)[kind] ?? "input";
          const quantities = {
            input: BigInt(bound) - used,
            [other]: other === "input" ? BigInt(bound) : used,
            output: BigInt(maxOutput),
          };
          const charge = sumLines(
            priceOf(call(quantities, [{ bps: 11_000, why: "us" }]), rates, "standard", markupBps),
          );
          const worst = worstCase({ rates, tier: "standard", api: "anthropic", markupBps, inputBound: BigInt(bound) });
          expect(worst.amount(maxOutput)).toBeGreaterThanOrEqual(charge);
        },
      ),
    );
  });

  it("leaves room for every line to round up", () => {
    const finest = rateTable({ input: "0.000001", cacheRead: "0.000001", output: "0.000001" });
    const used = call({ input: 1n, cacheRead: 1n, output: 1n });
    const worst = worstCase({ rates: finest, tier: "standard", api: "google", markupBps: 5_000, inputBound: 2n });
    expect(sumLines(priceOf(used, finest, "standard", 5_000))).toBe(6n); // three times 1.5, to the even side
    expect(worst.amount(1)).toBeGreaterThanOrEqual(6n);
  });

  it("affords exactly the largest output whose worst case fits", () => {
    fc.assert(
      fc.property(tokensUpTo(100_000), fc.bigInt({ min: 0n, max: 10n ** 12n }), (bound, available) => {
        const worst = worstCase({
          rates,
          tier: "standard",
          api: "anthropic",
          markupBps: 2_500,
          inputBound: BigInt(bound),
        });
        const affordable = worst.affordableOutput(pico(available), 8_192);
        if (affordable < 0) expect(worst.amount(0)).toBeGreaterThan(available);
        else expect(worst.amount(affordable)).toBeLessThanOrEqual(available);
        if (affordable >= 0 && affordable < 8_192) expect(worst.amount(affordable + 1)).toBeGreaterThan(available);
      }),
    );
  });

  it("refuses without a rate for input, output or an expected fee", () => {
    const plan = (table: RateTable, fees: Quantities = {}) =>
      worstCase({ rates: table, tier: "standard", api: "google", markupBps: 0, inputBound: 1n, fees });
    expect(() => plan(rateTable({ input: "1" }))).toThrow(/output/);
    expect(() => plan(rateTable({ input: "1", output: "1" }), { webSearch: 1n })).toThrow(/webSearch/);
  });
});

describe("estimateCost", () => {
  const estimate = (budget: bigint) =>
    estimateCost({
      rates: rateTable({ input: "1", output: "2" }),
      markupBps: 0,
      tier: "standard",
      steps: { low: 1, likely: 3 },
      firstInput: 1_000n,
      growthPerStep: 100n,
      outputPerStep: 50n,
      budget: pico(budget),
    });

  it("reads the growing conversation again at every step", () => {
    // 1,000 + 1,100 + 1,200 tokens in at 1, 150 out at 2 USD per million
    expect(estimate(10n ** 12n)).toEqual({ low: 1_100_000_000n, likely: 3_600_000_000n, notToExceed: 10n ** 12n });
  });

  it("never promises more than the budget", () => {
    expect(estimate(2_000_000_000n)).toEqual({
      low: 1_100_000_000n,
      likely: 2_000_000_000n,
      notToExceed: 2_000_000_000n,
    });
  });
});
