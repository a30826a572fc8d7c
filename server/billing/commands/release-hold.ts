import { type Pico, ZERO } from "#kernel";
import type { Tx } from "#platform";
import { closeHold, lockHold } from "./close-hold";

/**
 * Gives a hold back whole: the attempt failed, was lost or was cancelled, and the client pays nothing for it.
 * The caller ends the attempt in the same transaction.
 * @returns what was released
 * @throws NotFound | Conflict when it was settled or released already
 */
export async function releaseHold(tx: Tx, attemptId: string): Promise<Pico> {
  const hold = await lockHold(tx, attemptId);
  await closeHold(tx, hold, "released", ZERO);
  return hold.amount;
}
