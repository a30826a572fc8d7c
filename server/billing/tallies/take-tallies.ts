import { sql } from "drizzle-orm";
import { type Pico, pico } from "#kernel";
import type { Tx } from "#platform";

/** An invoice to be, and whose calls it takes: those up to the end of a month, or (NULL) all. */
export type Taking = { readonly invoiceId: string; readonly orgId: string; readonly month: string | null };

/** What an invoice has taken. */
export type Taken = {
  readonly exactTotal: Pico;
  /** The earliest and the latest call. */
  readonly from: Date;
  readonly to: Date;
  /** The first and the last number in the chain. */
  readonly firstSeal: number;
  readonly lastSeal: number;
  readonly projectIds: readonly string[];
};

type Row = {
  invoice_id: string;
  total: string;
  from: string;
  to: string;
  first: string;
  last: string;
  project_ids: string[][];
};

/**
 * Puts open tallies on invoices, one of an organization, and numbers their lines. One statement: what it takes is what it
 * sums. Of each organization the row must be locked and everything sealed.
 * @returns by invoice; without those that found nothing
 */
export async function takeTallies(tx: Tx, takings: readonly Taking[]): Promise<ReadonlyMap<string, Taken>> {
  const { rows } = await tx.execute<Row>(sql`
    with takings as (
      select * from unnest(${sql.param(takings.map(({ invoiceId }) => invoiceId))}::uuid[],
        ${sql.param(takings.map(({ orgId }) => orgId))}::uuid[],
        ${sql.param(takings.map(({ month }) => month))}::text[]) as w (invoice_id, org_id, month)
    ), due as (
      select t.org_id, t.no, w.invoice_id, 1 + sum(t.calls) over (partition by t.org_id order by t.no) - t.calls as first_line
      from tallies t join takings w on w.org_id = t.org_id
      where t.invoice_id is null and (w.month is null or t.month <= w.month)
    ), taken as (
      update tallies t set invoice_id = due.invoice_id, first_line = due.first_line
      from due where due.org_id = t.org_id and due.no = t.no returning t.*
    )
    select invoice_id, sum(amount)::text as total, min(first_at) as from, max(last_at) as to,
      min(first_seal) as first, max(last_seal) as last, json_agg(project_ids) as project_ids
    from taken group by invoice_id`);
  return new Map(rows.map((row) => [row.invoice_id, takenOf(row)]));
}

const takenOf = ({ total, from, to, first, last, project_ids }: Row): Taken => ({
  exactTotal: pico(BigInt(total)),
  from: new Date(from),
  to: new Date(to),
  firstSeal: Number(first),
  lastSeal: Number(last),
  projectIds: [...new Set(project_ids.flat())],
});
