import { sql } from "drizzle-orm";
import type { attempts } from "#drizzle/schema/index";
import { newId, type Pico } from "#kernel";
import type { Tx } from "#platform";
import { AGENCY, walletAccount } from "../accounts";
import type { PricedCall, UsageRecord } from "../pricing/compute-settlement";
import { type Closing, closingHolds } from "./close-hold";

/** What a finished call comes to: decided, and not yet written. */
export type Charge = {
  readonly attempt: typeof attempts.$inferSelect;
  readonly usage: UsageRecord;
  /** The agent's. */
  readonly markupBps: number;
  readonly call: PricedCall;
  /** What did not fit under the caps. */
  readonly credited: Pico;
  readonly closing: Closing;
};

/** The reason on the credit for what passes the caps. */
const OVERRUN = "used more than was held, and the caps left no room";

const eventOf = ({ attempt, call, markupBps, usage }: Charge) => ({
  attempt_id: attempt.id,
  org_id: attempt.orgId,
  job_id: attempt.jobId,
  run_id: attempt.runId,
  step_no: attempt.stepNo,
  attempt_no: attempt.no,
  purpose: attempt.purpose,
  model_id: attempt.modelId,
  tier: call.tier,
  rate_card_id: attempt.rateCardId,
  markup_bps: markupBps,
  markups: attempt.markups,
  raw: usage.raw,
  review: call.review,
  cost: call.providerCost.toString(),
});

const linesOf = ({ attempt, call }: Charge) =>
  call.lines.map(({ component, quantity, rate, unit, amount }) => ({
    event_id: attempt.id,
    component,
    org_id: attempt.orgId,
    quantity: quantity.toString(),
    rate,
    unit,
    amount: amount.toString(),
    rate_card_id: attempt.rateCardId,
  }));

function transfersOf({ attempt: { id, orgId }, call, credited }: Charge) {
  const wallet = walletAccount(orgId);
  const post = (kind: "charge" | "provider_cost" | "overrun_credit", debit: string, credit: string, amount: Pico) => ({
    id: newId(),
    org_id: orgId,
    attempt_id: id,
    kind,
    debit,
    credit,
    amount: amount.toString(),
  });
  return [
    post("charge", wallet, AGENCY.revenue, call.charged),
    post("provider_cost", AGENCY.providerCost, AGENCY.providerPayable, call.providerCost),
    ...(credited > 0n ? [post("overrun_credit", AGENCY.waste, wallet, credited)] : []),
  ];
}

const creditsOf = ({ attempt: { id, orgId }, credited }: Charge) =>
  credited > 0n ? [{ event_id: id, org_id: orgId, reason: OVERRUN, amount: credited.toString() }] : [];

/**
 * Writes what was decided, all in one statement: the wallets are locked, and others wait for them. Rows travel as JSON,
 * so that the statement reads the same for one charge and for many, and is planned once.
 */
export async function recordCharges(tx: Tx, charges: readonly Charge[]): Promise<void> {
  const rowsOf = <T>(rows: (charge: Charge) => readonly T[]) => JSON.stringify(charges.flatMap(rows));
  await tx.execute(sql`
    with ${closingHolds(charges.map(({ closing }) => closing))}, event as (
      insert into usage_events (attempt_id, org_id, job_id, run_id, step_no, attempt_no, purpose, model_id, tier,
        rate_card_id, markup_bps, markups, raw, review, cost)
      select * from json_to_recordset(${rowsOf((charge) => [eventOf(charge)])})
        as e (attempt_id uuid, org_id uuid, job_id uuid, run_id uuid, step_no int, attempt_no int, purpose text,
          model_id uuid, tier text, rate_card_id uuid, markup_bps int, markups int[], raw jsonb, review text, cost bigint)
    ), lines as (
      insert into charge_lines (event_id, component, org_id, quantity, rate, unit, amount, rate_card_id)
      select * from json_to_recordset(${rowsOf(linesOf)})
        as l (event_id uuid, component text, org_id uuid, quantity bigint, rate numeric, unit int, amount bigint,
          rate_card_id uuid)
    ), credit as (
      insert into credits (event_id, org_id, reason, amount)
      select * from json_to_recordset(${rowsOf(creditsOf)}) as c (event_id uuid, org_id uuid, reason text, amount bigint)
    )
    insert into transfers (id, org_id, attempt_id, kind, debit, credit, amount)
    select * from json_to_recordset(${rowsOf(transfersOf)})
      as t (id uuid, org_id uuid, attempt_id uuid, kind text, debit text, credit text, amount bigint)`);
}
