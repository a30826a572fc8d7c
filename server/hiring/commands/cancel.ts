import { eq, sql } from "drizzle-orm";
import { runs } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import type { OrgScope } from "#kernel";
import { publish, type Tx, withOrg } from "#platform";
import { tryHandBack } from "../crew/hand-back";
import { tryDispatch } from "../dispatch/dispatch";
import { STOP_CHANNEL } from "../jobs";
import { lockTree } from "../lock-runs";
import { readJob, requireJobRow } from "../queries/jobs";
import { changeRun, lockJob, type RunRow } from "../run-changes";
import type { JobView } from "../schema";
import { hasRunEnded, IllegalTransition } from "../states";

/**
 * Cancels every run of a job that has not ended. A run at work stops within moments: what its call used is charged, the
 * rest of its hold is released. Cancelling what is cancelled already changes nothing.
 * @throws NotFound | IllegalTransition when the job ended otherwise
 */
export function cancelJob(scope: OrgScope, jobId: string): Promise<JobView> {
  return cancel(scope, jobId, null);
}

/** Cancels one run, with those it has delegated to, while the others go on; a manager is told. @throws NotFound | IllegalTransition */
export function cancelRun(scope: OrgScope, jobId: string, runId: string): Promise<JobView> {
  return cancel(scope, jobId, runId);
}

async function cancel(scope: OrgScope, jobId: string, runId: string | null): Promise<JobView> {
  const { view, stopping } = await withOrg(scope, async (tx) => {
    const job = await requireJobRow(tx, jobId);
    const chosen = await lockTree(tx, jobId, runId ?? undefined);
    const going = chosen.filter((run) => !hasRunEnded(run.status));
    if (going.length === 0 && !chosen.every((run) => run.status === "cancelled")) {
      const from = chosen.find(({ id }) => id === runId)?.status ?? job.status;
      throw new IllegalTransition(runId === null ? "job" : "run", from, "cancelled");
    }
    const stopping: string[] = [];
    for (const run of going) {
      if (await cancelOne(tx, run, scope.actor.label)) stopping.push(run.id);
    }
    return { view: await readJob(tx, jobId), stopping };
  });
  announce(jobId);
  await publish(STOP_CHANNEL, ...stopping);
  if (view.mode === "crew") {
    await tryHandBack();
    await tryDispatch();
  }
  return view;
}

/** @returns true when a worker has it and was asked to stop; the worker settles the call and ends the run */
async function cancelOne(tx: Tx, run: RunRow, by: string): Promise<boolean> {
  if (run.status !== "working") {
    await changeRun(tx, run, "cancelled", null, [{ runId: run.id, type: "run.cancelled", data: { by } }]);
    return false;
  }
  if (run.cancelRequestedAt) return true;
  await tx.update(runs).set({ cancelRequestedAt: sql`now()`, cancelRequestedBy: by }).where(eq(runs.id, run.id));
  await lockJob(tx, run.jobId);
  await appendEvents(tx, run.orgId, run.jobId, [{ runId: run.id, type: "run.cancelling", data: { by } }]);
  return true;
}
