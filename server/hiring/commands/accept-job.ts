import { and, eq, sql } from "drizzle-orm";
import { deliverables, jobs } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import { isId, NotFound, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { readJob, requireJobRow } from "../queries/jobs";
import { lockJob } from "../run-changes";
import type { JobView } from "../schema";
import { transitionJob } from "../states";

/**
 * The client takes what was delivered: all of it, or one run's deliverable. Accepting again changes nothing.
 * @throws NotFound | IllegalTransition when there is nothing to review
 */
export async function acceptJob(
  scope: OrgScope,
  jobId: string,
  options: { readonly runId?: string | undefined } = {},
): Promise<JobView> {
  const { runId } = options;
  const view = await withOrg(scope, async (tx) => {
    await requireJobRow(tx, jobId);
    const job = await lockJob(tx, jobId);
    if (job.status === "accepted") return readJob(tx, jobId);
    const status = transitionJob(job.status, "accepted");
    if (runId !== undefined && !isId(runId)) throw new NotFound("run", runId);
    const accepted = await tx
      .update(deliverables)
      .set({ acceptedAt: sql`now()` })
      .where(and(eq(deliverables.jobId, jobId), runId === undefined ? undefined : eq(deliverables.runId, runId)))
      .returning({ runId: deliverables.runId });
    if (runId !== undefined && accepted.length === 0) throw new NotFound("deliverable of run", runId);
    await tx.update(jobs).set({ status, acceptedAt: sql`now()` }).where(eq(jobs.id, jobId));
    await appendEvents(tx, scope.orgId, jobId, [
      { runId: runId ?? null, type: "job.accepted", data: { runId: runId ?? null, by: scope.actor.label } },
      { runId: null, type: "job.status", data: { status, reason: null } },
    ]);
    return readJob(tx, jobId);
  });
  announce(jobId);
  return view;
}
