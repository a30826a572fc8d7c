import { type SQL, sql } from "drizzle-orm";
import { type Pico, parseUsd, pico, type Tier } from "#kernel";
import type { Tx } from "#platform";
import type { RerateFacts } from "../seal/entry";
import { entryFacts, rerateFacts } from "../seal/entry-facts";

/** What a re-rating made of a call, with all that a bill says about it. USD as decimal strings. */
export type Adjustment = RerateFacts & {
  readonly jobId: string;
  readonly jobTitle: string;
  /** NULL outside any project. */
  readonly projectId: string | null;
  readonly runId: string;
  /** The agent's slug. */
  readonly agent: string;
  readonly step: number;
  readonly attempt: number;
  readonly provider: string;
  readonly model: string;
  readonly tier: Tier;
  /** When the call itself was charged, ISO 8601. */
  readonly chargedAt: string;
  readonly reason: string;
  /** Where the call is billed; NULL while it is on no invoice. */
  readonly call: { readonly invoice: string; readonly line: number } | null;
  /** Its place in the chain; NULL while it waits for one. */
  readonly seal: { readonly seq: number; readonly digest: string; readonly hash: string } | null;
  /** What it took from the wallet, by the ledger: what `amount` must equal. */
  readonly walletMovement: Pico;
};

type Row = Omit<Adjustment, keyof RerateFacts | "chargedAt" | "walletMovement"> & {
  facts: RerateFacts;
  chargedAt: Date | string;
  walletMovement: string;
};

/**
 * Deltas of re-ratings, the oldest first.
 * @param where a condition on `d` (rerate_deltas), `e` (usage_events), `il` (the call's invoice line, NULL when it has
 * none) and `ia` (invoice_adjustments, NULL while the delta is on no invoice)
 */
export async function readAdjustments(tx: Tx, where: SQL): Promise<Adjustment[]> {
  const { rows } = await tx.execute<Row>(sql`
    select ${entryFacts(sql`'rerate'`, sql`d.id`)} as facts, e.job_id as "jobId", j.title as "jobTitle", j.project_id as "projectId",
      e.run_id as "runId", ag.slug as agent, e.step_no as step, e.attempt_no as attempt, m.provider, m.model_id as model, e.tier,
      e.created_at as "chargedAt", r.reason,
      case when i.id is not null then json_build_object('invoice', i.number, 'line', il.no) end as call,
      case when s.seq is not null then json_build_object('seq', s.seq, 'digest', s.digest, 'hash', s.hash) end as seal,
      (select coalesce(sum(case when t.debit = 'wallet:' || d.org_id then t.amount else -t.amount end), 0)::text
        from transfers t where t.org_id = d.org_id and t.kind in ('rerate', 'rerate_credit') and t.cause = d.id::text) as "walletMovement"
    from rerate_deltas d
      join rerates r on r.id = d.rerate_id
      join usage_events e on e.attempt_id = d.event_id
      join jobs j on j.id = e.job_id
      join runs run on run.id = e.run_id
      join agents ag on ag.id = run.agent_id
      join models m on m.id = e.model_id
      left join invoice_lines il on il.event_id = d.event_id
      left join invoices i on i.id = il.invoice_id
      left join invoice_adjustments ia on ia.delta_id = d.id
      left join seals s on s.kind = 'rerate' and s.ref_id = d.id
    where ${where}
    order by ia.no, d.created_at, d.id`);
  return rows.map(({ facts, chargedAt, walletMovement, ...place }) => ({
    ...rerateFacts(facts),
    ...place,
    chargedAt: new Date(chargedAt).toISOString(),
    walletMovement: pico(BigInt(walletMovement)),
  }));
}

/** What adjustments come to for the client. */
export const sumAdjustments = (adjustments: readonly Pick<Adjustment, "amount">[]): Pico =>
  pico(adjustments.reduce((sum, { amount }) => sum + parseUsd(amount), 0n));
