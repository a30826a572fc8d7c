import type { topups } from "#drizzle/schema/index";
import { addPico, formatUsd, maxPico, minPico, type Pico, subPico, ZERO } from "#kernel";
import type { ChargebackSum } from "./chargeback-facts";

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
  /** What the claims of the payer's bank come to by now: the one fact that may fall again, when one is won. */
  readonly claimed?: ChargebackSum;
  readonly stripeSession?: string;
  readonly stripePaymentIntent?: string;
};

/** What is known of a top-up's money. */
type Known = Pick<TopupRow, "paid" | "refunded" | "chargedBack">;

/** What the payer has back of what they had paid, by whose doing. */
export type Back = { readonly refund: Pico; readonly chargeback: Pico };

/** What a top-up becomes by the facts, and what the books have to follow with. */
export type TopupChange = Pick<TopupRow, "state" | "paid" | "refunded" | "chargedBack" | "chargeback" | "note"> & {
  /** To be credited to the wallet now. */
  readonly credit: Pico;
  /** What went back to the payer since the last time: to be collected from the wallet. A chargeback that was won is below zero. */
  readonly back: Back;
  /** What a person should look at; NULL when in order. */
  readonly flag: string | null;
};

/** Later ones are stronger: money that arrived counts, whatever was told before or after. */
const STRENGTH = { pending: 0, expired: 1, failed: 2, paid: 3, refunded: 4 } as const;

const stronger = (a: TopupRow["state"], b: TopupRow["state"]) => (STRENGTH[b] > STRENGTH[a] ? b : a);

/** Never more than was paid; what was refunded is not charged back as well. The rest is none of the wallet's. */
export function backOf({ paid, refunded, chargedBack }: Known): Back {
  const refund = minPico(paid ?? ZERO, refunded);
  return { refund, chargeback: minPico(subPico(paid ?? ZERO, refund), chargedBack) };
}

/** Merges new facts into what is known about a top-up. */
export function computeTopup(
  topup: Known & Pick<TopupRow, "amount" | "state" | "note" | "chargeback">,
  facts: TopupFacts,
): TopupChange {
  const paid = topup.paid ?? facts.paid ?? null;
  const refunded = maxPico(topup.refunded, facts.refunded ?? ZERO);
  const { chargedBack, chargeback } = facts.claimed ?? topup;
  const now = { paid, refunded, chargedBack };
  const told = paid === null ? (facts.outcome ?? "pending") : refunded >= paid ? "refunded" : "paid";
  const state = stronger(topup.state, told);
  const flag = flagOf(topup.amount, now);
  // What was flagged before may be over.
  const kept = topup.note === flagOf(topup.amount, topup) ? null : topup.note;
  const note = state === topup.state ? kept : (facts.note ?? null);
  const [before, after] = [backOf(topup), backOf(now)];
  return {
    ...now,
    state,
    chargeback,
    note: flag ?? note,
    credit: topup.paid === null && paid !== null ? paid : ZERO,
    back: {
      refund: subPico(after.refund, before.refund),
      chargeback: subPico(after.chargeback, before.chargeback),
    },
    flag,
  };
}

function flagOf(asked: Pico, { paid, refunded, chargedBack }: Known): string | null {
  if (paid === null) return null;
  if (addPico(refunded, chargedBack) > paid) {
    const parts = [
      ...(refunded > 0n ? [`${formatUsd(refunded)} USD were refunded`] : []),
      ...(chargedBack > 0n ? [`${formatUsd(chargedBack)} USD were charged back`] : []),
    ];
    return `${parts.join(" and ")}, but only ${formatUsd(paid)} USD were paid.`;
  }
  if (paid !== asked) return `${formatUsd(paid)} USD were paid instead of ${formatUsd(asked)} USD.`;
  return null;
}
