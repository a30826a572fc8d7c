import { sql } from "drizzle-orm";
import { newId, type Pico } from "#kernel";
import { inOneTrip, type Tx } from "#platform";
import { listCapSubjects } from "../budgets/cap-subjects";
import { lockHolds } from "../commands/close-hold";
import { placeHolds } from "../commands/place-hold";
import { type HoldPlan, type HoldRefused, planHolds } from "../commands/plan-hold";
import { type AttemptRow, type Settlement, settleHolds } from "../commands/settle-hold";
import { MARKUP_BPS, PROVIDER, type Work } from "./books";

type Locked = { id: string; steps: number };

async function lockRuns(tx: Tx, works: readonly Work[]): Promise<Map<string, number>> {
  const ids = works.map(({ runId }) => runId);
  const { rows } = await tx.execute<Locked>(
    sql`select id, steps from runs where id = any(${sql.param(ids)}::uuid[]) order by id for update`,
  );
  return new Map(rows.map(({ id, steps }) => [id, steps]));
}

/** What a run asks for. Tokens. */
export type Wanted = {
  readonly work: Work;
  readonly inputBound: bigint;
  readonly wantedOutput: number;
  /** The provider's daily ceiling. */
  readonly ceiling?: Pico;
};

/** Reserves the first attempt of these runs' current steps, as hiring does for runs that call at the same time. */
export async function reserveAllIn(tx: Tx, wanted: readonly Wanted[]): Promise<(AttemptRow | HoldRefused)[]> {
  const works = wanted.map(({ work }) => work);
  const [stepsOf, subjects] = await inOneTrip(
    () => lockRuns(tx, works),
    () =>
      listCapSubjects(
        tx,
        works.map(({ scope, ...work }) => ({ ...work, orgId: scope.orgId })),
      ),
  );
  const plans = await planHolds(
    tx,
    wanted.map(({ work: { scope, shop }, inputBound, wantedOutput, ceiling }, index) => ({
      orgId: scope.orgId,
      capSubjects: subjects[index] ?? [],
      rates: shop.rates,
      markupBps: MARKUP_BPS,
      tier: "standard",
      api: "anthropic",
      inputBound,
      wantedOutput,
      ...(ceiling === undefined ? {} : { providerCeiling: { provider: PROVIDER, limit: ceiling } }),
    })),
  );
  const answers = plans.map((plan, index): AttemptRow | HoldRefused => {
    const one = wanted[index];
    if (!one) throw new Error("a plan without a wish");
    return plan.kind === "refused" ? plan : attemptOf(one, plan, (stepsOf.get(one.work.runId) ?? 0) + 1);
  });
  const attempts = answers.flatMap((answer) => ("kind" in answer ? [] : [answer]));
  const placed = plans.flatMap((plan) => (plan.kind === "plan" ? [plan] : []));
  await inOneTrip(
    () => writeAttempts(tx, attempts),
    () =>
      placeHolds(
        tx,
        attempts.flatMap(({ id }, index) => (placed[index] ? [{ plan: placed[index], attemptId: id }] : [])),
      ),
  );
  return answers;
}

const attemptOf = ({ work, inputBound }: Wanted, plan: HoldPlan, stepNo: number): AttemptRow => ({
  id: newId(),
  orgId: plan.orgId,
  jobId: work.jobId,
  runId: work.runId,
  stepNo,
  no: 1,
  purpose: "work",
  leaseEpoch: 1,
  modelId: work.shop.modelId,
  tier: "standard",
  rateCardId: plan.rateCardId,
  markups: plan.markups,
  inputBound,
  maxOutput: plan.maxOutput,
  state: "open",
  failure: null,
  failureKind: null,
  startedAt: new Date(),
  endedAt: null,
});

async function writeAttempts(tx: Tx, attempts: readonly AttemptRow[]): Promise<void> {
  const rows = attempts.map((a) => ({
    id: a.id,
    org_id: a.orgId,
    job_id: a.jobId,
    run_id: a.runId,
    step_no: a.stepNo,
    model_id: a.modelId,
    rate_card_id: a.rateCardId,
    markups: a.markups,
    input_bound: a.inputBound.toString(),
    max_output: a.maxOutput,
  }));
  await tx.execute(sql`
    insert into attempts (id, org_id, job_id, run_id, step_no, no, purpose, lease_epoch, model_id, tier, rate_card_id,
      markups, input_bound, max_output, state)
    select id, org_id, job_id, run_id, step_no, 1, 'work', 1, model_id, 'standard', rate_card_id, markups, input_bound,
      max_output, 'open'
    from json_to_recordset(${JSON.stringify(rows)}) as a (id uuid, org_id uuid, job_id uuid, run_id uuid, step_no int,
      model_id uuid, rate_card_id uuid, markups int[], input_bound bigint, max_output int)`);
}

/** A finished attempt, and what the provider reported. */
export type Finished = { readonly work: Work; readonly attempt: AttemptRow; readonly raw: unknown };

/** Settles attempts and adds them to their runs, as hiring does for calls that end at the same time. */
export async function settleAllIn(tx: Tx, finished: readonly Finished[]): Promise<Settlement[]> {
  const [, holds] = await inOneTrip(
    () =>
      lockRuns(
        tx,
        finished.map(({ work }) => work),
      ),
    () =>
      lockHolds(
        tx,
        finished.map(({ attempt }) => attempt.id),
      ),
  );
  const settlements = await settleHolds(
    tx,
    finished.map(({ work, attempt, raw }) => ({
      attempt,
      rates: work.shop.rates,
      markupBps: MARKUP_BPS,
      usage: { api: "anthropic", raw },
    })),
    holds,
  );
  const rows = finished.map(({ work, attempt }, index) => ({
    attempt_id: attempt.id,
    run_id: work.runId,
    org_id: work.scope.orgId,
    step_no: attempt.stepNo,
    cost: settlements[index]?.cost.toString(),
  }));
  await tx.execute(sql`
    with done as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)})
        as d (attempt_id uuid, run_id uuid, org_id uuid, step_no int, cost bigint)
    ), ended as (
      update attempts a set state = 'settled', ended_at = now() from done d
      where a.id = d.attempt_id and a.id = any(${sql.param(finished.map(({ attempt }) => attempt.id))}::uuid[])
    ), counted as (
      update runs r set cost = r.cost + d.cost, steps = d.step_no from done d
      where r.id = d.run_id and r.id = any(${sql.param(finished.map(({ work }) => work.runId))}::uuid[])
    )
    insert into steps (run_id, no, org_id, attempt_id, parts, finish)
    select run_id, step_no, org_id, attempt_id, '[]', 'stop' from done`);
  return settlements;
}
