import { eq, sql } from "drizzle-orm";
import { runs } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import type { OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { tryDispatch } from "../dispatch/dispatch";
import { lockTree } from "../lock-runs";
import { readJob, requireJobRow } from "../queries/jobs";
import { changeRun, lockJob, type RunRow } from "../run-changes";
import type { JobView } from "../schema";
import { hasRunEnded, IllegalTransition } from "../states";
import { readOpenWaits, reasonFor } from "../waits/open-waits";

/**
 * Pauses a run with those it has delegated to, or all of a job that have not ended. One at work finishes its step with its
 * tools and gives its seat back. Pausing what pauses already changes nothing.
 * @throws NotFound | IllegalTransition when the work has ended
 */
export function pause(scope: OrgScope, jobId: string, runId?: string): Promise<JobView> {
  return steer(scope, { jobId, runId, to: "paused" }, async (tx, run, by) => {
    if (run.status === "paused" || run.pauseRequestedAt) return;
    if (run.status !== "working") {
      return changeRun(tx, run, "paused", null, [{ runId: run.id, type: "run.paused", data: { by } }]);
    }
    await tx.update(runs).set({ pauseRequestedAt: sql`now()` }).where(eq(runs.id, run.id));
    await lockJob(tx, run.jobId);
    await appendEvents(tx, run.orgId, run.jobId, [{ runId: run.id, type: "run.pausing", data: { by } }]);
  });
}

/**
 * Lets a paused run go on with those it has delegated to, or all of a job that are: each queues for a seat, or waits again
 * for what it waited for. Resuming what is not paused changes nothing.
 * @throws NotFound | IllegalTransition when the work has ended
 */
export function resume(scope: OrgScope, jobId: string, runId?: string): Promise<JobView> {
  return steer(scope, { jobId, runId, to: "queued" }, async (tx, run, by) => {
    const resumed = { runId: run.id, type: "run.resumed" as const, data: { by } };
    if (run.status === "paused") {
      const open = await readOpenWaits(tx, run.id);
      return open.length > 0
        ? changeRun(tx, run, "waiting", reasonFor(open), [resumed])
        : changeRun(tx, run, "queued", null, [resumed]);
    }
    if (!run.pauseRequestedAt) return;
    await tx.update(runs).set({ pauseRequestedAt: null }).where(eq(runs.id, run.id));
    await lockJob(tx, run.jobId);
    await appendEvents(tx, run.orgId, run.jobId, [resumed]);
  });
}

type Wish = { readonly jobId: string; readonly runId: string | undefined; readonly to: "paused" | "queued" };

async function steer(
  scope: OrgScope,
  { jobId, runId, to }: Wish,
  change: (tx: Tx, run: RunRow, by: string) => Promise<void>,
): Promise<JobView> {
  const view = await withOrg(scope, async (tx) => {
    const job = await requireJobRow(tx, jobId);
    const chosen = await lockTree(tx, jobId, runId);
    const going = chosen.filter((run) => !hasRunEnded(run.status));
    if (going.length === 0) {
      const run = chosen.find(({ id }) => id === runId);
      throw new IllegalTransition(run ? "run" : "job", run?.status ?? job.status, to);
    }
    for (const run of going) await change(tx, run, scope.actor.label);
    return readJob(tx, jobId);
  });
  announce(jobId);
  await tryDispatch();
  return view;
}
