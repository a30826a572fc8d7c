import { sql } from "drizzle-orm";
import { type Pico, pico } from "#kernel";
import type { Tx } from "#platform";

/** Deltas that an invoice has taken. */
export type TakenAdjustments = {
  readonly total: Pico;
  /** The first and the last number in the chain. */
  readonly firstSeal: number;
  readonly lastSeal: number;
  /** Those of the re-rated calls' jobs. */
  readonly projectIds: readonly string[];
};

type Row = { invoice_id: string; total: string; first: string; last: string; project_ids: string[] };

/**
 * Puts sealed deltas on invoices that no invoice has, once their calls are on one: this or an earlier one. The customers
 * must be locked, and the invoices' calls taken.
 * @returns by invoice; without those that found none
 */
export async function takeAdjustments(
  tx: Tx,
  takings: readonly { readonly invoiceId: string; readonly orgId: string }[],
): Promise<ReadonlyMap<string, TakenAdjustments>> {
  const { rows } = await tx.execute<Row>(sql`
    with pending as materialized (
      select w.invoice_id, w.org_id, d.id, d.amount, d.event_id, s.seq
      from unnest(${sql.param(takings.map(({ invoiceId }) => invoiceId))}::uuid[],
          ${sql.param(takings.map(({ orgId }) => orgId))}::uuid[]) as w (invoice_id, org_id)
        join rerate_deltas d on d.org_id = w.org_id
        join seals s on s.kind = 'rerate' and s.ref_id = d.id
        join invoice_lines il on il.event_id = d.event_id
      where not exists (select from invoice_adjustments a where a.delta_id = d.id)
    ), taken as (
      insert into invoice_adjustments (delta_id, invoice_id, org_id, no, amount)
      select id, invoice_id, org_id, row_number() over (partition by invoice_id order by seq), amount from pending
    )
    select p.invoice_id, sum(p.amount)::text as total, min(p.seq) as first, max(p.seq) as last,
      coalesce(json_agg(distinct j.project_id) filter (where j.project_id is not null), '[]') as project_ids
    from pending p join usage_events e on e.attempt_id = p.event_id join jobs j on j.id = e.job_id
    group by p.invoice_id`);
  return new Map(
    rows.map(({ invoice_id, total, first, last, project_ids }) => [
      invoice_id,
      { total: pico(BigInt(total)), firstSeal: Number(first), lastSeal: Number(last), projectIds: project_ids },
    ]),
  );
}
