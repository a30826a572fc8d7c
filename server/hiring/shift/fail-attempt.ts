import { and, eq, gte, sql } from "drizzle-orm";
import { attempts } from "#drizzle/schema/index";
import { appendEvents, clearDraft } from "#events";
import { storableText } from "#kernel";
import type { Tx } from "#platform";
import type { ModelCallFailed, ModelFailureKind, Reserved } from "#runtime";
import { type BackoffPlan, planBackoff } from "../dispatch/back-off";
import { type Cause, concernsAll } from "../dispatch/cool-down";
import type { RunRow } from "../run-changes";
import { type AgencyCost, type AttemptRow, closeAttempt } from "./close-attempt";
import { readTroubleMs } from "./trouble";
import { backOff } from "./yield-seat";

/** What a provider's failure tells about it. */
const causeOf = ({ kind }: ModelCallFailed): Cause => (kind === "rate_limited" ? "rate_limited" : "outage");

export type Failed = {
  readonly plan: BackoffPlan;
  /** The model is to be left alone by everyone for so long; null where only this run's call fails. */
  readonly cool: { readonly cause: Cause; readonly ms: number } | null;
};

/**
 * Closes an attempt that gave no usable turn, and gives the seat back where the next one has to wait for long. The run and
 * the job are locked.
 * @param strikes cool-downs of the model that followed each other until now
 */
export async function failAttempt(
  tx: Tx,
  run: RunRow,
  attempt: Reserved,
  failure: ModelCallFailed,
  strikes: number,
): Promise<Failed> {
  const row = await readAttempt(tx, attempt);
  const reason = storableText(failure.message);
  const { kind } = failure;
  await closeAttempt(tx, row, { state: "failed", failure: reason, kind, cost: agencyCost(failure) });
  await clearDraft(tx, run.id);
  const lastsMs = await readTroubleMs(tx, run);
  const counts = await countFailures(tx, row, lastsMs);
  const plan = planBackoff(failure, { lastsMs, ...counts, strikes }, Math.random());
  const retryInMs = plan.do === "give-up" ? null : plan.inMs;
  const data = { step: attempt.step, attempt: attempt.attempt, reason, retryInMs };
  await appendEvents(tx, run.orgId, run.jobId, [{ runId: run.id, type: "attempt.failed", data }]);
  if (plan.do !== "yield") return { plan, cool: null };
  const cause = causeOf(failure);
  await backOff(tx, run, { provider: run.pool, cause, inMs: plan.inMs, message: reason });
  return { plan, cool: concernsAll(failure, row.modelId, lastsMs) ? { cause, ms: plan.coolMs } : null };
}

export async function readAttempt(tx: Tx, { attemptId }: Reserved): Promise<AttemptRow> {
  const [row] = await tx.select().from(attempts).where(eq(attempts.id, attemptId));
  if (!row) throw new Error(`attempt ${attemptId} has no row`);
  return row;
}

/** How often a step's call has failed in so many milliseconds. */
async function countFailures(
  tx: Tx,
  { runId, stepNo, purpose }: AttemptRow,
  withinMs: number,
): Promise<{ readonly tries: number; readonly unreadable: number }> {
  const [counts] = await tx
    .select({
      tries: sql<number>`count(*)::int`,
      unreadable: sql<number>`(count(*) filter (where ${attempts.failureKind} = 'malformed'))::int`,
    })
    .from(attempts)
    .where(
      and(
        eq(attempts.runId, runId),
        eq(attempts.stepNo, stepNo),
        eq(attempts.purpose, purpose),
        eq(attempts.state, "failed"),
        gte(attempts.endedAt, sql`now() - ${withinMs + 1} * interval '1 millisecond'`),
      ),
    );
  return counts ?? { tries: 1, unreadable: 0 };
}

const UNHEARD = new Set<ModelFailureKind>([
  "unauthorized",
  "invalid_request",
  "overflow",
  "rate_limited",
  "unavailable",
]);

/** Failures that surely never reached a model cost nothing; all others may have, so the agency carries an estimate. */
export function agencyCost({ kind, facts }: ModelCallFailed): AgencyCost {
  if (facts.usage) return { kind: "borne", usage: facts.usage };
  return UNHEARD.has(kind) ? { kind: "none" } : { kind: "borne", usage: null };
}
