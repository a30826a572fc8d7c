import { and, asc, eq, sql } from "drizzle-orm";
import { type AgentEdition, getEdition } from "#catalogue";
import { attempts, files, jobFiles, jobs, runs } from "#drizzle/schema/index";
import { announce, type NewEvent } from "#events";
import { mintScope, type OrgScope } from "#kernel";
import { type Tx, withSystem } from "#platform";
import type { CrewMember } from "#runtime";
import { type Acceptance, acceptanceOf } from "../acceptance/read-acceptance";
import { type Continues, continuesOf } from "../continues";
import { type GivenFile, readGivenFiles } from "../crew/crew-files";
import { readCrew } from "../crew/read-crew";
import { changeRun, lockJob, type RunRow } from "../run-changes";
import { closeAttempt } from "./close-attempt";

/** A lease is renewed three times before it runs out. */
export const LEASE_MS = 15_000;
export const RENEW_EVERY_MS = 5_000;

export const leaseEnd = sql`now() + ${LEASE_MS} * interval '1 millisecond'`;

/** A run that this worker has for itself, with all that its shift needs. */
export type ClaimedRun = {
  readonly scope: OrgScope;
  readonly runId: string;
  readonly jobId: string;
  readonly leaseEpoch: number;
  readonly brief: string;
  /** What a manager has delegated to it; NULL when nobody has. */
  readonly task: string | null;
  /** Whom it may delegate to; empty when there is nobody. */
  readonly crew: readonly CrewMember[];
  /** The run and its last step that it goes on from, and what the client wants of it; NULL when it begins with the brief. */
  readonly continues: Continues | null;
  readonly tier: RunRow["tier"];
  /** The pool whose seat it has. */
  readonly pool: string;
  readonly budget: (typeof jobs.$inferSelect)["budget"];
  /** Whether the client wants to be asked before some steps, by what they may cost. */
  readonly asksBeforeSpending: boolean;
  /** The key that posted the job; NULL for a person's. */
  readonly apiKeyId: string | null;
  readonly projectId: string | null;
  /** The edition of the agent that the run has pinned. */
  readonly agent: AgentEdition;
  /** What has to hold before its work is handed over; NULL when nothing has, as for most of what a manager reviews. */
  readonly acceptance: Acceptance | null;
  readonly inputs: readonly { readonly path: string; readonly storageKey: string }[];
  /** What its manager and its crew have given it. */
  readonly given: readonly GivenFile[];
};

/**
 * Claims a run: fences every earlier worker by the next epoch, and closes what they left open, at the agency's expense.
 * @param shiftNo of the delivery; an older one than the run's newest is a stale duplicate
 * @returns NULL when there is nothing to do: the run has ended, waits, or another worker has it
 */
export async function claimRun(runId: string, shiftNo: number, workerId: string): Promise<ClaimedRun | null> {
  const claimed = await withSystem(async (tx) => {
    const [run] = await tx
      .select()
      .from(runs)
      .where(and(eq(runs.id, runId), eq(runs.status, "queued"), eq(runs.shiftNo, shiftNo)))
      // Who holds it now, perhaps for a message, lets go soon; whether the delivery still counts is looked at after that.
      .for("update");
    if (!run) return null;
    const lost = await loseOpenAttempts(tx, run);
    const leaseEpoch = run.leaseEpoch + 1;
    const started: NewEvent = { runId, type: "run.started", data: { epoch: leaseEpoch } };
    await tx
      .update(runs)
      .set({
        leaseEpoch,
        leaseUntil: leaseEnd,
        workerId,
        admittedAt: null,
        startedAt: sql`coalesce(${runs.startedAt}, now())`,
      })
      .where(eq(runs.id, runId));
    await changeRun(tx, run, "working", null, [...lost, started]);
    return readClaim(tx, run, leaseEpoch);
  });
  if (claimed) announce(claimed.jobId);
  return claimed;
}

const WORKER_LOST = "The worker was lost before the answer was written down.";

/**
 * Closes the attempts that an earlier shift left in flight: the client never pays for them.
 * @param failure why it left them, for people
 */
export async function loseOpenAttempts(
  tx: Tx,
  run: Pick<RunRow, "id" | "jobId" | "orgId">,
  failure = WORKER_LOST,
): Promise<NewEvent[]> {
  const open = await tx
    .select()
    .from(attempts)
    .where(and(eq(attempts.runId, run.id), eq(attempts.state, "open")));
  if (open.length > 0) await lockJob(tx, run.jobId);
  for (const attempt of open) {
    await closeAttempt(tx, attempt, { state: "lost", failure, cost: { kind: "borne", usage: null } });
  }
  return open.map((attempt) => ({
    runId: run.id,
    type: "attempt.lost",
    data: { step: attempt.stepNo, attempt: attempt.no },
  }));
}

async function readClaim(tx: Tx, run: RunRow, leaseEpoch: number): Promise<ClaimedRun> {
  const { brief, budget, postedByKeyId: apiKeyId, projectId } = jobs;
  const asksBeforeSpending = sql<boolean>`num_nonnulls(${jobs.askStepAbove}, ${jobs.askSpentPercent}) > 0`;
  const [found] = await tx
    .select({ mode: jobs.mode, brief, budget, apiKeyId, projectId, asksBeforeSpending })
    .from(jobs)
    .where(eq(jobs.id, run.jobId));
  if (!found) throw new Error(`run ${run.id} has no job`);
  const { mode, ...job } = found;
  const isCrew = mode === "crew";
  const inputs = await tx
    .select({ path: jobFiles.path, storageKey: files.storageKey })
    .from(jobFiles)
    .innerJoin(files, eq(files.id, jobFiles.fileId))
    .where(eq(jobFiles.jobId, run.jobId))
    .orderBy(asc(jobFiles.path));
  const agent = await getEdition(tx, run.agentVersionId);
  return {
    scope: mintScope(run.orgId, "member", { userId: null, apiKeyId: null, label: "worker" }),
    runId: run.id,
    jobId: run.jobId,
    leaseEpoch,
    ...job,
    task: run.task,
    crew: isCrew && agent.tools.includes("delegate") ? await readCrew(tx, run) : [],
    continues: continuesOf(run),
    tier: run.tier,
    pool: run.pool,
    agent,
    inputs,
    given: isCrew ? await readGivenFiles(tx, run.id) : [],
    acceptance: await acceptanceOf(tx, run),
  };
}
