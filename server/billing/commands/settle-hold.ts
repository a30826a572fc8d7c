import type { attempts } from "#drizzle/schema/index";
import type { Component, Pico, RateTable } from "#kernel";
import { inOneTrip, type Tx } from "#platform";
import { checkRates } from "../pricing/check-rates";
import { type PricedCall, priceCall, splitCharge, type UsageRecord } from "../pricing/compute-settlement";
import type { ChargeLine } from "../pricing/price-of";
import { type Closing, type LockedHolds, lockHolds, spendPromotions } from "./close-hold";
import { type Charge, recordCharges } from "./record-charges";

export type AttemptRow = typeof attempts.$inferSelect;

export type Settlement = {
  /** What the client pays: `charged − credited`. Equals the wallet's movement. */
  readonly cost: Pico;
  /** Σ lines. */
  readonly charged: Pico;
  /** What did not fit under the caps beyond the hold: the agency's expense. */
  readonly credited: Pico;
  /** All input components together, tokens. */
  readonly inputTokens: bigint;
  /** Reasoning included, tokens. */
  readonly outputTokens: bigint;
  readonly lines: readonly ChargeLine[];
  /** Why a person should look at it; NULL when in order. */
  readonly review: string | null;
  /** Used without a rate and so not charged: the caller takes the model off duty. */
  readonly unrated: readonly Component[];
};

/** A finished call, with the prices and the agent's markup that it was reserved with. */
export type FinishedAttempt = {
  readonly attempt: AttemptRow;
  readonly rates: RateTable;
  readonly markupBps: number;
  /** As the provider reported it. */
  readonly usage: UsageRecord;
};

/** As it was held for: a markup that changed meanwhile holds from the next call on. */
function price(finished: FinishedAttempt): FinishedAttempt & { readonly call: PricedCall } {
  const { attempt, rates, markupBps, usage } = finished;
  checkRates(attempt, rates);
  return { ...finished, call: priceCall(usage, { ...rates, markups: attempt.markups }, attempt.tier, markupBps) };
}

/**
 * Charges finished model calls: usage events, charge lines, transfers, credits, and the holds closed on caps and wallets
 * by net amounts. Each is decided by itself, in the order given, as if they had come one after the other. The caller
 * marks the attempts settled and writes the steps in the same transaction; the runs' rows (and the jobs', if touched)
 * must be locked before, and the attempts' holds.
 *
 * Usage that cannot be metered, and components without a rate, are not charged; `review` says why.
 * @param locked the attempts' holds
 * @param along writes what else comes of these settlements; sent in the same round trip
 * @returns in the order given
 * @throws Conflict when one was settled or released already: an attempt is charged at most once
 */
export async function settleHolds(
  tx: Tx,
  finished: readonly FinishedAttempt[],
  locked: LockedHolds,
  along: (settlements: readonly Settlement[]) => Promise<unknown> = async () => undefined,
): Promise<Settlement[]> {
  if (finished.length === 0) return [];
  const priced = finished.map(price);
  const charges = priced.map((one): Charge => {
    const hold = locked.take(one.attempt.id);
    const { cost, credited } = splitCharge(one.call.charged, hold.amount, locked.spareOf(hold));
    const closing: Closing = { hold, state: "settled", cost };
    locked.count(closing);
    return { ...one, credited, closing };
  });
  await spendPromotions(
    tx,
    charges.map(({ closing }) => closing),
  );
  const settlements = charges.map(({ call, credited, closing }): Settlement => {
    const { charged, inputTokens, outputTokens, lines, review, unrated } = call;
    return { cost: closing.cost, charged, credited, inputTokens, outputTokens, lines, review, unrated };
  });
  await inOneTrip(
    () => recordCharges(tx, charges),
    () => along(settlements),
  );
  return settlements;
}

/** The same for one call. */
export async function settleHold(
  tx: Tx,
  attempt: AttemptRow,
  charge: Omit<FinishedAttempt, "attempt">,
): Promise<Settlement> {
  const [settlement] = await settleHolds(tx, [{ attempt, ...charge }], await lockHolds(tx, [attempt.id]));
  if (!settlement) throw new Error(`attempt ${attempt.id} was left unsettled`);
  return settlement;
}
