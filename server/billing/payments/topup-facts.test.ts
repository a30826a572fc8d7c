import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addPico, minPico, type Pico, parseUsd, pico, ZERO } from "#kernel";
import { type Chargeback, mergeChargeback, sumChargebacks } from "./chargeback-facts";
import { backOf, computeTopup, type TopupFacts } from "./topup-facts";

const asked = parseUsd("50.00");
const nothing = { paid: null, refunded: ZERO, chargedBack: ZERO, chargeback: null, note: null };
const pending = { amount: asked, state: "pending" as const, ...nothing };

/** What is told at once: facts, or a claim of the payer's bank. */
type Told = TopupFacts & { readonly claim?: Chargeback };

const known = (claims: readonly Chargeback[], { id }: Chargeback) => claims.find((each) => each.id === id);

/** Where the facts lead, and what the books were told on the way. */
function follow(facts: readonly Told[]) {
  let topup: Parameters<typeof computeTopup>[0] = pending;
  let [credit, refund, chargeback] = [0n, 0n, 0n];
  let claims: Chargeback[] = [];
  for (const { claim, ...fact } of facts) {
    if (claim) claims = [...claims.filter(({ id }) => id !== claim.id), mergeChargeback(known(claims, claim), claim)];
    const {
      credit: arrived,
      back,
      flag: _,
      ...change
    } = computeTopup(topup, claim ? { ...fact, claimed: sumChargebacks(claims) } : fact);
    topup = { amount: asked, ...change };
    credit += arrived;
    refund += back.refund;
    chargeback += back.chargeback;
  }
  return { ...topup, credit, back: { refund, chargeback } };
}

const cents = (max: number): fc.Arbitrary<Pico> => fc.integer({ min: 1, max }).map((n) => pico(BigInt(n) * 10n ** 10n));

/** What is told of a claim, from its beginning to its end, if it has one. */
const claim = (id: string) =>
  fc
    .record({ amount: cents(12_000), outcome: fc.constantFrom("open", "won", "lost", "question"), told: fc.boolean() })
    .map(({ amount, outcome, told }): Chargeback[] => {
      const open: Chargeback = {
        ...{ id, paymentIntent: "pi", amount, reason: "fraudulent" },
        ...{ withdrawn: false, reinstated: false, state: "open" },
      };
      if (outcome === "question") return [open, { ...open, state: "won" }];
      const ends: Record<string, Chargeback[]> = {
        won: [{ ...open, state: "won" }, ...(told ? [{ ...open, reinstated: true }] : [])],
        lost: [{ ...open, state: "lost" }],
      };
      return [open, { ...open, withdrawn: true }, ...(ends[outcome] ?? [])];
    });

/** Everything that can be told about one top-up: it is paid once, at one amount, if at all. */
const story = fc
  .record({
    paid: fc.option(fc.oneof(fc.constant(asked), cents(10_000)), { nil: undefined }),
    refunds: fc.array(cents(12_000), { maxLength: 3 }),
    claims: fc.oneof(
      fc.constant<Chargeback[]>([]),
      claim("dp_1"),
      fc.tuple(claim("dp_1"), claim("dp_2")).map((both) => both.flat()),
    ),
    outcome: fc.option(fc.constantFrom("failed" as const, "expired" as const), { nil: undefined }),
  })
  .map(({ paid, refunds, claims, outcome }): Told[] => [
    {},
    ...(paid === undefined ? [] : [{ paid }]),
    ...refunds.map((refunded) => ({ refunded })),
    ...claims.map((claim) => ({ claim })),
    ...(outcome === undefined ? [] : [{ outcome, note: outcome }]),
  ]);

describe("computeTopup", () => {
  it("ends the same in any order and repetition", () => {
    const orders = story.chain((facts) =>
      fc.record({
        facts: fc.constant(facts),
        order: fc
          .array(fc.nat(facts.length - 1), { maxLength: 16 })
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
        const topup = follow(facts);
        const { paid, refunded, chargedBack, credit, back } = topup;
        expect(credit).toBe(paid ?? 0n);
        expect(back).toEqual(backOf(topup));
        expect(back.refund).toBe(paid === null ? ZERO : minPico(refunded, paid));
        expect(back.refund + back.chargeback).toBe(minPico(addPico(refunded, chargedBack), paid ?? ZERO));
      }),
    );
  });

  it("flags another amount, and a refund above what was paid", () => {
    expect(computeTopup(pending, { paid: parseUsd("40.00") }).flag).toContain("40.00 USD were paid instead of 50.00");
    expect(follow([{ paid: asked }, { refunded: parseUsd("60.00") }])).toMatchObject({
      state: "refunded",
      back: { refund: asked, chargeback: ZERO },
      note: "60.00 USD were refunded, but only 50.00 USD were paid.",
    });
    expect(computeTopup(pending, { paid: asked }).flag).toBe(null);
  });

  it("gives a won claim back, and keeps a lost one, whoever tells of it first", () => {
    const open: Chargeback = {
      ...{ id: "dp", paymentIntent: "pi", amount: asked, reason: null },
      ...{ withdrawn: false, reinstated: false, state: "open" },
    };
    const [taken, back] = [
      { ...open, withdrawn: true },
      { ...open, reinstated: true },
    ];
    const [won, lost] = [
      { ...open, state: "won" as const },
      { ...open, state: "lost" as const },
    ];
    const end = (...claims: Chargeback[]) => follow([{ paid: asked }, ...claims.map((claim) => ({ claim }))]);
    expect(end(open).back.chargeback).toBe(0n);
    expect(end(taken)).toMatchObject({ state: "paid", chargeback: "open", back: { chargeback: asked } });
    expect(end(lost)).toMatchObject({ chargeback: "lost", back: { chargeback: asked } });
    for (const told of [
      [taken, back],
      [back, taken],
      [won, taken],
      [taken, won],
    ]) {
      expect(end(...told).back.chargeback).toBe(0n);
    }
    const { note } = follow([{ paid: asked }, { refunded: parseUsd("10.00") }, { claim: taken }]);
    expect(note).toBe("10.00 USD were refunded and 50.00 USD were charged back, but only 50.00 USD were paid.");
    expect(follow([{ paid: asked }, { refunded: parseUsd("10.00") }, { claim: taken }, { claim: won }]).note).toBe(
      null,
    );
  });
});
