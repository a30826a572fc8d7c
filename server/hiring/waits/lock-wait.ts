import { eq } from "drizzle-orm";
import { waits } from "#drizzle/schema/index";
import { isId, NotFound } from "#kernel";
import type { Tx } from "#platform";
import { lockRuns } from "../lock-runs";

/** A wait of a job, under its run's lock. @throws NotFound */
export async function lockWait(tx: Tx, jobId: string, waitId: string) {
  const find = () => (isId(waitId) ? tx.select().from(waits).where(eq(waits.id, waitId)) : []);
  const [found] = await find();
  if (found?.jobId !== jobId) throw new NotFound("question or approval", waitId);
  const [run] = await lockRuns(tx, jobId, found.runId);
  // Read again: another may have resolved it before the lock was ours.
  const [wait] = await find();
  if (!run || !wait) throw new Error(`wait ${waitId} has no run`);
  return { run, wait };
}
