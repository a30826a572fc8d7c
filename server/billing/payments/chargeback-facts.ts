import type { chargebacks } from "#drizzle/schema/index";
import { addPico, maxPico, type Pico, ZERO } from "#kernel";

/** A claim of a payer's bank on a payment by card. */
export type Chargeback = Omit<typeof chargebacks.$inferSelect, "createdAt">;

/** What all claims on one payment come to by now. */
export type ChargebackSum = {
  /** What the bank has taken back and not given again. */
  readonly chargedBack: Pico;
  /** NULL when there is no claim. */
  readonly chargeback: Chargeback["state"] | null;
};

/** Once decided it stays decided. */
const STRENGTH = { open: 0, won: 1, lost: 2 } as const;

/** Merges what is told about a claim into what is known. It only grows, so any order and repetition ends the same. */
export function mergeChargeback(known: Chargeback | undefined, told: Chargeback): Chargeback {
  if (!known) return told;
  return {
    ...known,
    amount: maxPico(known.amount, told.amount),
    withdrawn: known.withdrawn || told.withdrawn,
    reinstated: known.reinstated || told.reinstated,
    state: STRENGTH[told.state] > STRENGTH[known.state] ? told.state : known.state,
    reason: known.reason ?? told.reason,
  };
}

/** A lost claim is money that is gone, and a won one is money that is back, also before that is told by itself. */
const takenBy = ({ amount, withdrawn, reinstated, state }: Chargeback): Pico =>
  (withdrawn || state === "lost") && !reinstated && state !== "won" ? amount : ZERO;

/** A payment may be claimed more than once: open while any claim is, else lost if any was. */
export function sumChargebacks(claims: readonly Chargeback[]): ChargebackSum {
  const states = new Set(claims.map(({ state }) => state));
  return {
    chargedBack: addPico(...claims.map(takenBy)),
    chargeback: (["open", "lost", "won"] as const).find((state) => states.has(state)) ?? null,
  };
}
