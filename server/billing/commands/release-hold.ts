import { sql } from "drizzle-orm";
import { type Pico, ZERO } from "#kernel";
import type { Tx } from "#platform";
import { type Closing, closingHolds, lockHolds, spendPromotions } from "./close-hold";

/**
 * Gives a hold back whole: the attempt failed, was lost or was cancelled, and the client pays nothing for it.
 * The caller ends the attempt in the same transaction.
 * @returns what was released
 * @throws NotFound | Conflict when it was settled or released already
 */
export async function releaseHold(tx: Tx, attemptId: string): Promise<Pico> {
  const hold = (await lockHolds(tx, [attemptId])).take(attemptId);
  const closings: Closing[] = [{ hold, state: "released", cost: ZERO }];
  await spendPromotions(tx, closings);
  await tx.execute(sql`with ${closingHolds(closings)} select`);
  return hold.amount;
}
