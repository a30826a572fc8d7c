import type { NewEvent } from "#events";
import type { Tx } from "#platform";
import { changeRun, type RunRow } from "./run-changes";
import { loseOpenAttempts } from "./shift/claim-run";

/**
 * Takes a locked run at work from its worker, which cannot write to it any more: it queues again, or ends if its client wished so.
 * @param failure what became of the calls under way, for people; that the worker was lost, if nothing is said
 * @param news why it was taken, to be told
 */
export async function takeBack(tx: Tx, run: RunRow, failure?: string, news: readonly NewEvent[] = []): Promise<void> {
  const lost = await loseOpenAttempts(tx, run, failure);
  await changeRun(tx, run, "queued", null, [...lost, ...news]);
}
