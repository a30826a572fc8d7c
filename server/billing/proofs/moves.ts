import fc from "fast-check";

const tokens = (max: number) => fc.nat(max);

/** What a provider reports, from nothing to far above any hold. */
const usage = fc.record(
  {
    input_tokens: fc.oneof(tokens(2_000), tokens(40_000)),
    output_tokens: fc.oneof(tokens(4_000), tokens(16_000)),
    cache_read_input_tokens: tokens(10_000),
  },
  { noNullPrototype: true },
);

const twice = fc.boolean();
/** Which of the things that are there, counted around. */
const pick = fc.nat(1_000);

/** What may happen to a run: it reserves when it has no open attempt, and ends the attempt when it has one. */
const shift = fc.record({
  kind: fc.constant("shift" as const),
  inputBound: fc.constantFrom(500n, 2_000n, 20_000n),
  wantedOutput: fc.constantFrom(1_024, 4_096, 8_192),
  end: fc.constantFrom("settle", "settle", "settle", "settle twice", "lose", "lose twice", "race"),
  usage,
});

const laneMove = fc.oneof(
  { weight: 16, arbitrary: shift },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("late" as const), usage, pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("spoil" as const), twice }) },
);

const accountMove = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("bank" as const), cents: fc.integer({ min: 1, max: 60 }), twice }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("demo" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("grant" as const),
      cents: fc.integer({ min: 1, max: 30 }),
      days: fc.option(fc.integer({ min: 1, max: 9 })),
      twice,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("invoice" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("close" as const), again: fc.boolean(), twice }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("refund" as const), pick, percent: fc.integer({ min: 1, max: 130 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rerate" as const), card: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("limit" as const), cents: fc.integer({ min: -5, max: 80 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("card" as const),
      cents: fc.integer({ min: 1, max: 60 }),
      isPaid: fc.boolean(),
      /** What was given back in all each time, also more than was paid. */
      refunds: fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 2 }),
      /** What the payer's bank claims, also more than was paid, and how that ends. */
      claims: fc.array(
        fc.record({
          amount: fc.integer({ min: 1, max: 80 }),
          outcome: fc.constantFrom("open", "won", "lost", "question"),
        }),
        { maxLength: 2 },
      ),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("webhook" as const), pick, twice }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("tax" as const), bps: fc.constantFrom(0, 700, 1_900, 2_550, 10_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("collect" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("credit" as const), cents: fc.integer({ min: 0, max: 70 }) }),
  },
);

export type LaneMove = typeof laneMove extends fc.Arbitrary<infer T> ? T : never;
export type AccountMove = typeof accountMove extends fc.Arbitrary<infer T> ? T : never;

export type Move<K extends AccountMove["kind"]> = Extract<AccountMove, { kind: K }>;

/** What happens in one organization at once: at most one thing for each run, and some for the account. */
const together = (lanes: number) =>
  fc.record({
    lanes: fc.array(fc.option(laneMove, { freq: 3 }), { minLength: lanes, maxLength: lanes }),
    account: fc.array(accountMove, { maxLength: 2 }),
  });

/** A long history of several organizations: round after round of what happens at once. */
export const history = ({ organizations, lanes, rounds }: { organizations: number; lanes: number; rounds: number }) =>
  fc.array(
    fc.record({
      organizations: fc.array(together(lanes), { minLength: organizations, maxLength: organizations }),
      /** So many days pass before, and promotions that are due then expire meanwhile; NULL: they do not. */
      days: fc.option(fc.integer({ min: 0, max: 3 })),
      seal: fc.boolean(),
    }),
    { minLength: rounds, maxLength: rounds },
  );

export type History = ReturnType<typeof history> extends fc.Arbitrary<infer T> ? T : never;
