import { disputes } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import { Conflict, NotFound, type OrgScope } from "#kernel";
import { tellStaff } from "#notices";
import { recordAudit, withSystem } from "#platform";
import { readJob, requireJobRow } from "../queries/jobs";
import { lockJob } from "../run-changes";
import type { DisputeOrder, JobView } from "../schema";

/**
 * Complains about what the runs of a job did: the staff decide whether the client gets the money back. Until then the job
 * is not accepted by itself.
 * @throws NotFound | Conflict when the work has not ended, is accepted, or was disputed before
 */
export async function openDispute(scope: OrgScope, jobId: string, { reason }: DisputeOrder): Promise<JobView> {
  const { orgId, actor } = scope;
  // People's addresses are the system's to read; whose job it is, is checked here.
  const view = await withSystem(async (tx) => {
    const { orgId: owner } = await requireJobRow(tx, jobId);
    if (owner !== orgId) throw new NotFound("job", jobId);
    const job = await lockJob(tx, jobId);
    if (job.status !== "review" && job.status !== "failed") {
      throw new Conflict(
        job.endedAt
          ? `This job is ${job.status}; it cannot be disputed any more.`
          : "Agents still work on this job. Write to them, or cancel it.",
        { status: job.status },
      );
    }
    const opened = await tx
      .insert(disputes)
      .values({ jobId, orgId, reason, openedBy: actor.label })
      .onConflictDoNothing()
      .returning({ jobId: disputes.jobId });
    if (opened.length === 0) throw new Conflict("This job was disputed before. A job is disputed once.");
    await appendEvents(tx, orgId, jobId, [{ runId: null, type: "dispute.opened", data: { reason, by: actor.label } }]);
    await recordAudit(tx, { orgId, actor: actor.label, action: "job.disputed", data: { jobId } });
    await tellStaff(tx, {
      orgId,
      subject: `A job is disputed: “${job.title}”`,
      body: `${actor.label} disputes it:\n\n${reason}`,
      href: "/operator/disputes",
      cause: `dispute.opened/${jobId}`,
    });
    return readJob(tx, jobId);
  });
  announce(jobId);
  return view;
}
