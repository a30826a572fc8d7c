import type { topups } from "#drizzle/schema/index";
import { formatUsd, maxPico, minPico, type Pico, subPico, ZERO } from "#kernel";

export type TopupRow = typeof topups.$inferSelect;

/**
 * What somebody tells about a top-up. Facts only grow (paid once, refunded ever more), so they may come in any order and
 * any number of times.
 */
export type TopupFacts = {
  readonly outcome?: "expired" | "failed";
  /** For people: why it failed, the reference of a transfer. */
  readonly note?: string;
  readonly paid?: Pico;
  /** In all, not since the last time. */
  readonly refunded?: Pico;
  readonly stripeSession?: string;
  readonly stripePaymentIntent?: string;
};

/** What a top-up becomes by the facts, and what the books have to follow with. */
export type TopupChange = Pick<TopupRow, "state" | "paid" | "refunded" | "note"> & {
  /** To be credited to the wallet now. */
  readonly credit: Pico;
  /** What was paid back since the last time: to be collected from the wallet. */
  readonly owed: Pico;
  /** What a person should look at; NULL when in order. */
  readonly flag: string | null;
};

/** Later ones are stronger: money that arrived counts, whatever was told before or after. */
const STRENGTH = { pending: 0, expired: 1, failed: 2, paid: 3, refunded: 4 } as const;

const stronger = (a: TopupRow["state"], b: TopupRow["state"]) => (STRENGTH[b] > STRENGTH[a] ? b : a);

/** What a payer was given back of what they had paid; the rest of a refund is none of the wallet's. */
const backOf = (paid: Pico | null, refunded: Pico): Pico => (paid === null ? ZERO : minPico(paid, refunded));

/** Merges new facts into what is known about a top-up. */
export function computeTopup(
  topup: Pick<TopupRow, "amount" | "state" | "paid" | "refunded" | "note">,
  facts: TopupFacts,
): TopupChange {
  const paid = topup.paid ?? facts.paid ?? null;
  const refunded = maxPico(topup.refunded, facts.refunded ?? ZERO);
  const told = paid === null ? (facts.outcome ?? "pending") : refunded >= paid ? "refunded" : "paid";
  const state = stronger(topup.state, told);
  const flag = paid === null ? null : flagOf(topup.amount, paid, refunded);
  const note = state === topup.state ? topup.note : (facts.note ?? null);
  return {
    state,
    paid,
    refunded,
    note: flag ?? note,
    credit: topup.paid === null && paid !== null ? paid : ZERO,
    owed: subPico(backOf(paid, refunded), backOf(topup.paid, topup.refunded)),
    flag,
  };
}

function flagOf(asked: Pico, paid: Pico, refunded: Pico): string | null {
  if (refunded > paid) return `${formatUsd(refunded)} USD were refunded, but only ${formatUsd(paid)} USD were paid.`;
  if (paid !== asked) return `${formatUsd(paid)} USD were paid instead of ${formatUsd(asked)} USD.`;
  return null;
}
