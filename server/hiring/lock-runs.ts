import { and, asc, eq } from "drizzle-orm";
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
  const locked = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.jobId, jobId), runId === undefined ? undefined : eq(runs.id, runId)))
    .orderBy(asc(runs.id))
    .for("update");
  if (runId !== undefined && locked.length === 0) throw new NotFound("run", runId);
  return locked;
}
