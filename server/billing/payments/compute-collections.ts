import { addPico, maxPico, minPico, type Pico, subPico, ZERO } from "#kernel";
import { backOf, type TopupRow } from "./topup-facts";

/** A top-up whose payer has money back. */
export type Owing = Pick<TopupRow, "id" | "paid" | "refunded" | "returned" | "chargedBack" | "recovered">;

/** What moves between the wallet and what the organization owes, for one top-up. */
export type Collection = {
  readonly topupId: string;
  readonly kind: "topup_refund" | "chargeback";
  /** From the wallet; below zero, back to it. */
  readonly amount: Pico;
};

export type Collections = {
  readonly moves: readonly Collection[];
  /** What the organization owes after them. */
  readonly owed: Pico;
};

/**
 * Decides what the wallet gives up for what payers have back. First it gets again what was collected for chargebacks that
 * are won by now; then it gives what is free, for the oldest top-up first. It never gives more: the rest is owed.
 * @param topups the oldest first
 */
export function computeCollections(free: Pico, topups: readonly Owing[]): Collections {
  const dues = topups.flatMap((topup) => {
    const back = backOf(topup);
    return [
      { topupId: topup.id, kind: "topup_refund" as const, due: subPico(back.refund, topup.returned) },
      { topupId: topup.id, kind: "chargeback" as const, due: subPico(back.chargeback, topup.recovered) },
    ];
  });
  const returns = dues.filter(({ due }) => due < 0n).map(({ due, ...of }) => ({ ...of, amount: due }));
  let left = maxPico(
    ZERO,
    returns.reduce((sum, { amount }) => subPico(sum, amount), free),
  );
  let owed = ZERO;
  const collected = dues.flatMap(({ due, ...of }) => {
    const amount = minPico(left, maxPico(ZERO, due));
    left = subPico(left, amount);
    owed = addPico(owed, subPico(maxPico(ZERO, due), amount));
    return amount > 0n ? [{ ...of, amount }] : [];
  });
  return { moves: [...returns, ...collected], owed };
}
