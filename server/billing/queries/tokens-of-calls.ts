import { and, inArray, notInArray, sum } from "drizzle-orm";
import { chargeLines } from "#drizzle/schema/index";
import { FEES } from "#kernel";
import type { Tx } from "#platform";

/** What charged calls have read and said together, tokens. @returns by the attempt's id; calls that were not charged are absent */
export async function tokensOfCalls(tx: Tx, attemptIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (attemptIds.length === 0) return new Map();
  const rows = await tx
    .select({ attemptId: chargeLines.eventId, tokens: sum(chargeLines.quantity) })
    .from(chargeLines)
    .where(and(inArray(chargeLines.eventId, [...attemptIds]), notInArray(chargeLines.component, [...FEES])))
    .groupBy(chargeLines.eventId);
  return new Map(rows.map(({ attemptId, tokens }) => [attemptId, Number(tokens ?? 0)]));
}
