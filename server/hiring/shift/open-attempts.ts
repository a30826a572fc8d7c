import { sql } from "drizzle-orm";
import type { HoldPlan } from "#billing";
import type { Tx } from "#platform";
import type { CallBounds } from "#runtime";
import type { ClaimedRun } from "./claim-run";

type Opening = {
  readonly claim: ClaimedRun;
  readonly bounds: CallBounds;
  readonly plan: HoldPlan;
  readonly attemptId: string;
};

/** An attempt's number, from 1, and how many before it failed, of its step and for its purpose. */
type AttemptNumber = { readonly attempt: number; readonly failedBefore: number };

/** Writes the next attempts of steps. @returns their numbers, by their ids */
export async function openAttempts(
  tx: Tx,
  openings: readonly Opening[],
): Promise<(attemptId: string) => AttemptNumber> {
  const opened = openings.map(({ claim, bounds, plan, attemptId }) => ({
    id: attemptId,
    org_id: claim.scope.orgId,
    job_id: claim.jobId,
    run_id: claim.runId,
    step_no: bounds.step,
    purpose: bounds.purpose,
    lease_epoch: claim.leaseEpoch,
    model_id: claim.agent.model.id,
    tier: claim.tier,
    rate_card_id: plan.rateCardId,
    markups: plan.markups,
    input_bound: bounds.inputBound.toString(),
    max_output: plan.maxOutput,
  }));
  const { rows } = await tx.execute<AttemptNumber & { id: string }>(sql`
    with opened as materialized (
      select o.*, earlier.*
      from json_to_recordset(${JSON.stringify(opened)}) as o (id uuid, org_id uuid, job_id uuid, run_id uuid,
          step_no int, purpose text, lease_epoch int, model_id uuid, tier text, rate_card_id uuid, markups int[], input_bound bigint,
          max_output int)
        cross join lateral (
          select 1 + count(*)::int as no, count(*) filter (where a.state = 'failed' and a.purpose = o.purpose)::int as failed
          from attempts a where a.run_id = o.run_id and a.step_no = o.step_no
        ) as earlier
    ), written as (
      insert into attempts (id, org_id, job_id, run_id, step_no, no, purpose, lease_epoch, model_id, tier, rate_card_id,
        markups, input_bound, max_output, state)
      select id, org_id, job_id, run_id, step_no, no, purpose, lease_epoch, model_id, tier, rate_card_id,
        markups, input_bound, max_output, 'open'
      from opened
    )
    select id, no as attempt, failed as "failedBefore" from opened`);
  const numbers = new Map(rows.map((row) => [row.id, row]));
  return (attemptId) => {
    const number = numbers.get(attemptId);
    if (!number) throw new Error(`attempt ${attemptId} was not written`);
    return number;
  };
}
