import { and, asc, eq, inArray, or, type SQL } from "drizzle-orm";
import { runs } from "#drizzle/schema/index";
import { isId, NotFound } from "#kernel";
import type { Tx } from "#platform";
import type { RunRow } from "./run-changes";

/**
 * Locks the runs of a job, or the one named, in the order of their ids.
 * @throws NotFound when the job has no such run
 */
export async function lockRuns(tx: Tx, jobId: string, runId?: string): Promise<RunRow[]> {
  if (runId !== undefined && !isId(runId)) throw new NotFound("run", runId);
  const locked = await lock(tx, and(eq(runs.jobId, jobId), runId === undefined ? undefined : eq(runs.id, runId)));
  if (runId !== undefined && locked.length === 0) throw new NotFound("run", runId);
  return locked;
}

/**
 * Locks the runs of a job with all that they delegate to, or the one named with these. While it is locked none of them can
 * delegate, so none is missed.
 * @throws NotFound when the job has no such run
 */
export async function lockTree(tx: Tx, jobId: string, runId?: string): Promise<RunRow[]> {
  let locked = await lockRuns(tx, jobId, runId);
  for (;;) {
    const managers = locked.map(({ id }) => id);
    const tree = await lock(tx, or(inArray(runs.id, managers), inArray(runs.parentRunId, managers)));
    if (tree.length === locked.length) return tree;
    locked = tree;
  }
}

const lock = (tx: Tx, condition: SQL | undefined): Promise<RunRow[]> =>
  tx.select().from(runs).where(condition).orderBy(asc(runs.id)).for("update");
