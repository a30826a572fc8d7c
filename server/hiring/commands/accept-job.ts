import { and, eq, isNull, sql } from "drizzle-orm";
import { deliverables, disputes, jobs, runs } from "#drizzle/schema/index";
import { announce, appendEvents, type NewEvent } from "#events";
import { isId, NotFound, type OrgScope } from "#kernel";
import { type Tx, withOrg, withSystem } from "#platform";
import { readJob, requireJobRow } from "../queries/jobs";
import { lockJob } from "../run-changes";
import type { JobView } from "../schema";
import { transitionJob } from "../states";

type JobRow = typeof jobs.$inferSelect;

/**
 * The client takes what was delivered: all of it, or one run's deliverable. An open dispute is withdrawn with it. Accepting
 * again changes nothing.
 * @throws NotFound | IllegalTransition when there is nothing to review
 */
export async function acceptJob(
  scope: OrgScope,
  jobId: string,
  options: { readonly runId?: string | undefined } = {},
): Promise<JobView> {
  const view = await withOrg(scope, async (tx) => {
    await requireJobRow(tx, jobId);
    const job = await lockJob(tx, jobId);
    if (job.status !== "accepted") await accept(tx, job, scope.actor.label, options.runId);
    return readJob(tx, jobId);
  });
  announce(jobId);
  return view;
}

/** Each pass takes so many; the next pass takes the rest. */
const BATCH = 100;

/**
 * Accepts what nobody has accepted, changed or disputed in time.
 * @param days since the last run has ended
 */
export async function acceptOverdue(days: number): Promise<void> {
  const accepted = await withSystem(async (tx) => {
    const isOverdue = and(
      eq(jobs.status, "review"),
      sql`${jobs.endedAt} < now() - ${days} * interval '1 day'`,
      sql`not exists (select from ${disputes} where ${disputes.jobId} = ${jobs.id} and ${disputes.outcome} is null)`,
    );
    const overdue = await tx.select().from(jobs).where(isOverdue).orderBy(jobs.id).limit(BATCH).for("update", {
      of: jobs,
      skipLocked: true,
    });
    for (const job of overdue) await accept(tx, job, `the agency, after ${days} days`);
    return overdue;
  });
  for (const { id } of accepted) announce(id);
}

/** @param job locked */
async function accept(tx: Tx, { id: jobId, orgId, status: from }: JobRow, by: string, runId?: string): Promise<void> {
  const status = transitionJob(from, "accepted");
  // What was delegated is its manager's to take.
  const isOwn = sql`exists (select from ${runs} where ${runs.id} = ${deliverables.runId} and ${runs.depth} = 0)`;
  if (runId !== undefined && !isId(runId)) throw new NotFound("run", runId);
  const taken = await tx
    .update(deliverables)
    .set({ acceptedAt: sql`now()` })
    .where(and(isOwn, eq(deliverables.jobId, jobId), runId === undefined ? undefined : eq(deliverables.runId, runId)))
    .returning({ runId: deliverables.runId });
  if (runId !== undefined && taken.length === 0) throw new NotFound("deliverable of run", runId);
  await tx.update(jobs).set({ status, acceptedAt: sql`now()` }).where(eq(jobs.id, jobId));
  await appendEvents(tx, orgId, jobId, [
    ...(await withdrawDispute(tx, jobId, by)),
    { runId: runId ?? null, type: "job.accepted", data: { runId: runId ?? null, by } },
    { runId: null, type: "job.status", data: { status, reason: null } },
  ]);
}

async function withdrawDispute(tx: Tx, jobId: string, by: string): Promise<NewEvent[]> {
  const note = "The client accepted the work.";
  const withdrawn = await tx
    .update(disputes)
    .set({ outcome: "withdrawn", note, resolvedBy: by, resolvedAt: sql`now()` })
    .where(and(eq(disputes.jobId, jobId), isNull(disputes.outcome)))
    .returning({ jobId: disputes.jobId });
  return withdrawn.map(() => ({
    runId: null,
    type: "dispute.resolved",
    data: { outcome: "withdrawn", note, credited: "0.00", costs: [] },
  }));
}
