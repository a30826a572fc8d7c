import { addPico, parseUsd } from "#kernel";
import type { BilledEvent } from "./billed-events";
import type { Adjustment } from "./read-adjustments";

/** What a re-rating made of a call, as a statement shows it under the call. USD as decimal strings. */
export type AppliedAdjustment = Pick<
  Adjustment,
  "at" | "reason" | "rateCardId" | "components" | "billed" | "rerated" | "credited" | "amount"
>;

/** A call with what re-ratings made of it. `amount` and `walletMovement` include them. */
export type AdjustedEvent = BilledEvent & { readonly adjustments: readonly AppliedAdjustment[] };

/** What of an adjustment stands under its call. */
export const toApplied = ({
  at,
  reason,
  rateCardId,
  components,
  billed,
  rerated,
  credited,
  amount,
}: Adjustment): AppliedAdjustment => ({ at, reason, rateCardId, components, billed, rerated, credited, amount });

/** Puts adjustments to their calls; those of other calls are left out. */
export function adjustEvents(events: readonly BilledEvent[], adjustments: readonly Adjustment[]): AdjustedEvent[] {
  const ofCall = new Map<string, Adjustment[]>();
  for (const adjustment of adjustments) {
    const { attemptId } = adjustment;
    ofCall.set(attemptId, [...(ofCall.get(attemptId) ?? []), adjustment]);
  }
  return events.map((event) => {
    const own = ofCall.get(event.eventId) ?? [];
    return {
      ...event,
      adjustments: own.map(toApplied),
      amount: addPico(event.amount, ...own.map(({ amount }) => parseUsd(amount))),
      walletMovement: addPico(event.walletMovement, ...own.map(({ walletMovement }) => walletMovement)),
    };
  });
}
