import { and, asc, eq, sql } from "drizzle-orm";
import { jobs, runs } from "#drizzle/schema/index";
import { appendEvents, clearDraft, type NewEvent } from "#events";
import type { RunStatus } from "#kernel";
import { inOneTrip, type Tx } from "#platform";
import { LeaseLost } from "#runtime";
import { deriveJobStatus, hasRunEnded, transitionJob, transitionRun } from "./states";

export type RunRow = typeof runs.$inferSelect;

/**
 * Locks a run that this worker has claimed, and its job; the first locks of every transaction of a shift.
 * @throws LeaseLost
 */
export async function lockClaimedRun(tx: Tx, runId: string, leaseEpoch: number): Promise<RunRow> {
  const [locked] = await tx
    .select({ run: runs })
    // Rows are locked in the order of the tables here: the run's first.
    .from(runs)
    .innerJoin(jobs, eq(jobs.id, runs.jobId))
    .where(and(eq(runs.id, runId), eq(runs.leaseEpoch, leaseEpoch), eq(runs.status, "working")))
    .for("update");
  if (!locked) throw new LeaseLost(runId);
  return locked.run;
}

/** A run, and the epoch under which this worker has it. */
export type Claim = { readonly runId: string; readonly leaseEpoch: number };

/** What a step's transactions go by of a run. The whole row is three times as much to ask for and to read, twice a step. */
const AT_WORK = {
  id: runs.id,
  orgId: runs.orgId,
  jobId: runs.jobId,
  status: runs.status,
  leaseEpoch: runs.leaseEpoch,
  pauseRequestedAt: runs.pauseRequestedAt,
  cancelRequestedBy: runs.cancelRequestedBy,
  messages: runs.messages,
  steps: runs.steps,
  inputTokens: runs.inputTokens,
  outputTokens: runs.outputTokens,
  cost: runs.cost,
};

export type RunAtWork = Pick<RunRow, keyof typeof AT_WORK>;

/**
 * Locks runs that this worker has claimed, and their jobs: all runs first, each in the order of their ids.
 * @returns in the order of the claims
 * @throws LeaseLost
 */
export async function lockClaimedRuns(tx: Tx, claims: readonly Claim[]): Promise<RunAtWork[]> {
  const ids = claims.map(({ runId }) => runId);
  const ours = sql`${runs.id} = any(${sql.param(ids)}::uuid[])`;
  const [locked] = await inOneTrip(
    () => tx.select(AT_WORK).from(runs).where(ours).orderBy(asc(runs.id)).for("update"),
    () =>
      tx
        .select({ id: jobs.id })
        .from(jobs)
        .where(sql`${jobs.id} = any(array(select ${runs.jobId} from ${runs} where ${ours}))`)
        .orderBy(asc(jobs.id))
        .for("update"),
  );
  const byId = new Map(locked.map((run) => [run.id, run]));
  return claims.map(({ runId, leaseEpoch }) => {
    const run = byId.get(runId);
    if (run?.leaseEpoch !== leaseEpoch || run.status !== "working") throw new LeaseLost(runId);
    return run;
  });
}

/** Locks a job's row: after its runs and before caps and the wallet, everywhere. */
export async function lockJob(tx: Tx, jobId: string): Promise<typeof jobs.$inferSelect> {
  const [job] = await tx.select().from(jobs).where(eq(jobs.id, jobId)).for("update");
  if (!job) throw new Error(`job ${jobId} has no row`);
  return job;
}

/** Leaving `working` gives the seat back; a wish to pause has had its effect. */
const WITHOUT_SEAT = { leaseUntil: null, workerId: null, admittedAt: null, pauseRequestedAt: null };

const WITHOUT_WAIT = { waitingFor: null, waitingUntil: null };

/** However long it was in the state before. */
const GOT_ON = { progressAt: sql`now()`, quietUntil: null, stalledAt: null };

const WITHOUT_BACKOFF = { notBefore: null, awaitedProvider: null, backoffCause: null };

type Wishes = Pick<RunRow, "id" | "pauseRequestedAt" | "cancelRequestedBy">;

/** Where a run goes instead that leaves its work without having ended, because its client wished it while it worked. */
function asWished(
  { id: runId, pauseRequestedAt, cancelRequestedBy: by }: Wishes,
  to: RunStatus,
): { readonly to: RunStatus; readonly wished: readonly NewEvent[] } {
  if (to === "queued" || to === "waiting") {
    if (by !== null) return { to: "cancelled", wished: [{ runId, type: "run.cancelled", data: { by } }] };
    if (pauseRequestedAt) return { to: "paused", wished: [{ runId, type: "run.paused", data: { by: null } }] };
  }
  return { to, wished: [] };
}

/**
 * Moves a locked run to another state and its job along with it, and logs both. The run's own news come before the job's.
 * One that was asked to cancel or to pause does so instead of queueing or waiting, whatever made it leave its work.
 * @param reason for people; NULL where the state needs none
 * @throws IllegalTransition
 */
export async function changeRun(
  tx: Tx,
  run: Pick<RunRow, "orgId" | "jobId" | "status"> & Wishes,
  wanted: RunStatus,
  reason: string | null,
  news: readonly NewEvent[],
): Promise<void> {
  const { to, wished } = asWished(run, wanted);
  transitionRun(run.status, to);
  const job = await lockJob(tx, run.jobId);
  const ended = hasRunEnded(to);
  await tx
    .update(runs)
    .set({
      status: to,
      reason: to === wanted ? reason : null,
      ...GOT_ON,
      ...(to === "working" ? {} : WITHOUT_SEAT),
      ...(to === "waiting" ? {} : WITHOUT_WAIT),
      ...WITHOUT_BACKOFF,
      ...(ended ? { endedAt: sql`now()` } : {}),
    })
    .where(eq(runs.id, run.id));
  if (to !== "working") await clearDraft(tx, run.id);
  await appendEvents(tx, run.orgId, run.jobId, [...news, ...wished, ...(await moveJob(tx, job))]);
}

/** The state of a locked job after its runs have changed. @returns the news of it */
export async function moveJob(tx: Tx, job: typeof jobs.$inferSelect): Promise<NewEvent[]> {
  const rows = await tx
    .select({ status: runs.status, reason: runs.reason, startedAt: runs.startedAt, parent: runs.parentRunId })
    .from(runs)
    .where(eq(runs.jobId, job.id));
  const next = deriveJobStatus(
    rows.map(({ status, reason, startedAt, parent }) => ({
      status,
      reason,
      hasStarted: startedAt !== null,
      isDelegated: parent !== null,
    })),
  );
  if (next.status === job.status && next.reason === job.reason) return [];
  if (next.status !== job.status) transitionJob(job.status, next.status);
  const allEnded = rows.every((row) => hasRunEnded(row.status));
  await tx
    .update(jobs)
    .set({ status: next.status, reason: next.reason, endedAt: allEnded ? sql`now()` : null })
    .where(eq(jobs.id, job.id));
  return [{ runId: null, type: "job.status", data: next }];
}
