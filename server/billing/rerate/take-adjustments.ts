import { sql } from "drizzle-orm";
import { type Pico, pico } from "#kernel";
import type { Tx } from "#platform";

/** Deltas that an invoice takes; NULL numbers when there are none. */
export type TakenAdjustments = {
  readonly total: Pico;
  /** The first and the last number in the chain. */
  readonly firstSeal: number | null;
  readonly lastSeal: number | null;
};

type Row = { total: string; first: string | null; last: string | null };

/**
 * Puts sealed deltas on an invoice that no invoice has, once their calls are on one: this or an earlier one. The customer
 * must be locked, and the invoice's calls taken.
 */
export async function takeAdjustments(tx: Tx, orgId: string, invoiceId: string): Promise<TakenAdjustments> {
  const { rows } = await tx.execute<Row>(sql`
    with pending as materialized (
      select d.id, d.amount, s.seq
      from rerate_deltas d join seals s on s.kind = 'rerate' and s.ref_id = d.id join invoice_lines il on il.event_id = d.event_id
      where d.org_id = ${orgId} and not exists (select from invoice_adjustments a where a.delta_id = d.id)
    ), taken as (
      insert into invoice_adjustments (delta_id, invoice_id, org_id, no, amount)
      select id, ${invoiceId}, ${orgId}, row_number() over (order by seq), amount from pending
    )
    select coalesce(sum(amount), 0)::text as total, min(seq) as first, max(seq) as last from pending`);
  const [row] = rows;
  return {
    total: pico(BigInt(row?.total ?? 0)),
    firstSeal: row?.first ? Number(row.first) : null,
    lastSeal: row?.last ? Number(row.last) : null,
  };
}
