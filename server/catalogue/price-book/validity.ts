import { Conflict, InvalidInput } from "#kernel";

/** When a confirmed card is in force: `[from, to)`; `to` NULL while it has no successor. */
export type Validity = { readonly version: number; readonly from: Date; readonly to: Date | null };

const day = (at: Date): string => at.toISOString();

/** What is wrong with the cards' times together; NULL when each begins exactly where the one before ends. */
export function findValidityProblem(cards: readonly Validity[]): string | null {
  const ordered = [...cards].sort((a, b) => a.from.getTime() - b.from.getTime());
  for (const [index, card] of ordered.entries()) {
    if (card.to !== null && card.to <= card.from) return `Card ${card.version} ends before it begins.`;
    const next = ordered[index + 1];
    if (!next) continue;
    if (card.to === null || card.to > next.from) return `Cards ${card.version} and ${next.version} overlap.`;
    if (card.to < next.from) return `Between cards ${card.version} and ${next.version} no prices are in force.`;
  }
  return null;
}

/** What confirming a card does. */
export type ValidityPlan = {
  /** When it comes into force. */
  readonly from: Date;
  /** The card that ends there; NULL for the first one. */
  readonly ends: number | null;
};

/**
 * Puts a card behind all confirmed ones: the last of them ends where it begins, so there is neither gap nor overlap.
 * Prices are never changed for the past: a card that is confirmed late holds from its confirmation on.
 * @param announced when it was meant to begin
 * @throws Conflict when a later card is confirmed already
 */
export function planValidity(confirmed: readonly Validity[], announced: Date, now: Date): ValidityPlan {
  const from = announced < now ? now : announced;
  const last = confirmed.find(({ to }) => to === null);
  if (!last) return { from, ends: null };
  if (last.from >= from) {
    throw new Conflict(
      `Card ${last.version} is confirmed from ${day(last.from)} on, so this one would overlap it. Choose a later day.`,
      { field: "from" },
    );
  }
  return { from, ends: last.version };
}

const FAR_MS = 5 * 366 * 86_400_000;

/** @throws InvalidInput naming `from` when a card would begin in the past, or in the far future */
export function checkStart(from: Date, now: Date): void {
  if (Number.isNaN(from.getTime()) || from < now || from.getTime() > now.getTime() + FAR_MS) {
    throw new InvalidInput("from", "Choose a moment from now on, within five years: prices of the past never change.");
  }
}
