import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Pico, pico } from "#kernel";
import { approved, mustAsk, type Spending } from "./spending";

const amount = fc.bigInt({ min: 1n, max: 10n ** 15n }).map(pico);
const terms: fc.Arbitrary<Spending> = fc.record({
  stepAbove: fc.option(amount),
  spentPercent: fc.option(fc.integer({ min: 1, max: 100 })),
  spent: amount,
  budget: amount,
});

const of = (changes: Partial<Spending>): Spending => ({
  stepAbove: null,
  spentPercent: null,
  spent: pico(40n),
  budget: pico(100n),
  ...changes,
});

describe("asking before money is spent", () => {
  it("asks above the amount, and from the share of the budget on", () => {
    const step: Pico = pico(10n);
    expect(mustAsk(of({}), step)).toBe(false);
    expect(mustAsk(of({ stepAbove: pico(9n) }), step)).toBe(true);
    expect(mustAsk(of({ stepAbove: step }), step)).toBe(false);
    expect(mustAsk(of({ spentPercent: 40 }), step)).toBe(true);
    expect(mustAsk(of({ spentPercent: 41 }), step)).toBe(false);
  });

  it("never asks about the same again, and never asks sooner than before", () => {
    fc.assert(
      fc.property(terms, amount, amount, (before, step, other) => {
        const after = { ...before, ...approved(before, step) };
        expect(mustAsk(after, step)).toBe(false);
        if (mustAsk(after, other)) expect(mustAsk(before, other)).toBe(true);
      }),
    );
  });
});
