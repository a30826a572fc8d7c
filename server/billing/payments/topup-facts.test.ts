import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minPico, type Pico, parseUsd, pico, ZERO } from "#kernel";
import { computeTopup, type TopupFacts } from "./topup-facts";

const asked = parseUsd("50.00");
const pending = { amount: asked, state: "pending" as const, paid: null, refunded: ZERO, note: null };

/** Where the facts lead, and what the books were told on the way. */
function follow(facts: readonly TopupFacts[]) {
  let topup: Parameters<typeof computeTopup>[0] = pending;
  let [credit, owed] = [0n, 0n];
  for (const fact of facts) {
    const change = computeTopup(topup, fact);
    topup = { amount: asked, state: change.state, paid: change.paid, refunded: change.refunded, note: change.note };
    credit += change.credit;
    owed += change.owed;
  }
  return { ...topup, credit, owed };
}

const cents = (max: number): fc.Arbitrary<Pico> => fc.integer({ min: 1, max }).map((n) => pico(BigInt(n) * 10n ** 10n));

/** Everything that can be told about one top-up: it is paid once, at one amount, if at all. */
const story = fc
  .record({
    paid: fc.option(fc.oneof(fc.constant(asked), cents(10_000)), { nil: undefined }),
    refunds: fc.array(cents(12_000), { maxLength: 3 }),
    outcome: fc.option(fc.constantFrom("failed" as const, "expired" as const), { nil: undefined }),
  })
  .map(({ paid, refunds, outcome }): TopupFacts[] => [
    {},
    ...(paid === undefined ? [] : [{ paid }]),
    ...refunds.map((refunded) => ({ refunded })),
    ...(outcome === undefined ? [] : [{ outcome, note: outcome }]),
  ]);

describe("computeTopup", () => {
  it("ends the same in any order and repetition", () => {
    const orders = story.chain((facts) =>
      fc.record({
        facts: fc.constant(facts),
        order: fc
          .array(fc.nat(facts.length - 1), { maxLength: 12 })
          .map((more) => [...facts.keys(), ...more])
          .chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
      }),
    );
    fc.assert(
      fc.property(orders, ({ facts, order }) => {
        const shuffled = order.flatMap((index) => facts[index] ?? []);
        expect(follow(shuffled)).toEqual(follow(facts));
      }),
      { numRuns: 500 },
    );
  });

  it("credits once what was paid, and never gets back more", () => {
    fc.assert(
      fc.property(story, (facts) => {
        const { paid, refunded, credit, owed } = follow(facts);
        expect(credit).toBe(paid ?? 0n);
        expect(owed).toBe(paid === null ? ZERO : minPico(refunded, paid));
      }),
    );
  });

  it("flags another amount, and a refund above what was paid", () => {
    expect(computeTopup(pending, { paid: parseUsd("40.00") }).flag).toContain("40.00 USD were paid instead of 50.00");
    expect(follow([{ paid: asked }, { refunded: parseUsd("60.00") }])).toMatchObject({
      state: "refunded",
      owed: asked,
      note: "60.00 USD were refunded, but only 50.00 USD were paid.",
    });
    expect(computeTopup(pending, { paid: asked }).flag).toBe(null);
  });
});
