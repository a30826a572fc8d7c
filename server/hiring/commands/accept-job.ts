import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { deliverables, disputes, jobs, runs } from "#drizzle/schema/index";
import { announce, appendEvents, type NewEvent } from "#events";
import { isId, NotFound, type OrgScope } from "#kernel";
import { type Tx, withOrg, withSystem } from "#platform";
import { isProposal } from "../queries/deliverables";
import { readJob, requireJobRow } from "../queries/jobs";
import { lockJob } from "../run-changes";
import type { JobView } from "../schema";
import { IllegalTransition, transitionJob } from "../states";

type JobRow = typeof jobs.$inferSelect;

/**
 * The client takes what was delivered: all of it, or one run's deliverable, and later others of the same job. Work that did
 * not meet the acceptance criteria is taken only when its run is named. An open dispute is withdrawn with it. Accepting
 * again what was accepted changes nothing.
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
    const { runId } = options;
    if (job.status !== "accepted") await accept(tx, job, scope.actor.label, runId);
    else if (runId !== undefined) await acceptAlso(tx, job, scope.actor.label, runId);
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
  if (from === "failed" && runId === undefined) throw new IllegalTransition("job", from, status);
  const taken = await take(tx, jobId, runId);
  await tx.update(jobs).set({ status, reason: null, acceptedAt: sql`now()` }).where(eq(jobs.id, jobId));
  await appendEvents(tx, orgId, jobId, [
    ...(await withdrawDispute(tx, jobId, by)),
    acceptedEvent(runId ?? null, by, taken),
    { runId: null, type: "job.status", data: { status, reason: null } },
  ]);
}

/** @param job locked, and accepted for another of its deliverables */
async function acceptAlso(tx: Tx, { id: jobId, orgId }: JobRow, by: string, runId: string): Promise<void> {
  const taken = await take(tx, jobId, runId);
  if (taken.length > 0) await appendEvents(tx, orgId, jobId, [acceptedEvent(runId, by, taken)]);
}

function acceptedEvent(runId: string | null, by: string, taken: readonly Taken[]): NewEvent {
  const despite = taken.flatMap(({ unmet }) => unmet ?? []);
  return { runId, type: "job.accepted", data: { runId, by, ...(despite.length > 0 ? { despite } : {}) } };
}

type Taken = Pick<typeof deliverables.$inferSelect, "unmet">;

/**
 * Marks deliverables of a job, or one run's, as taken. What was delegated is its manager's to take.
 * @returns those that were not before
 * @throws NotFound when the run has nothing for the client
 */
async function take(tx: Tx, jobId: string, runId: string | undefined): Promise<Taken[]> {
  if (runId !== undefined && !isId(runId)) throw new NotFound("run", runId);
  const chosen = await tx
    .select({ runId: deliverables.runId, unmet: deliverables.unmet, acceptedAt: deliverables.acceptedAt })
    .from(deliverables)
    .innerJoin(runs, eq(runs.id, deliverables.runId))
    .where(and(eq(deliverables.jobId, jobId), eq(runs.depth, 0), runId === undefined ? isMet : isRun(runId)));
  if (runId !== undefined && chosen.length === 0) throw new NotFound("deliverable of run", runId);
  const open = chosen.filter(({ acceptedAt }) => acceptedAt === null);
  const ids = open.map((one) => one.runId);
  if (ids.length > 0)
    await tx.update(deliverables).set({ acceptedAt: sql`now()` }).where(inArray(deliverables.runId, ids));
  return open;
}

const isMet = isNull(deliverables.unmet);
const isRun = (runId: string) => and(eq(runs.id, runId), or(isMet, isProposal));

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
