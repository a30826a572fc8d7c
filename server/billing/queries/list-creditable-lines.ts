import { sql } from "drizzle-orm";
import { formatUsd, isId, NotFound, type OrgScope, pico } from "#kernel";
import { withOrg } from "#platform";
import { paidNow } from "./call-amounts";

/** An invoice line as one credits it. USD as exact decimal strings. */
export type CreditableLineView = {
  readonly no: number;
  readonly attemptId: string;
  readonly jobId: string;
  readonly jobTitle: string;
  /** The agent's name when it worked. */
  readonly agentName: string;
  readonly step: number;
  readonly attempt: number;
  readonly model: string;
  /** By the invoice, and re-rated since. */
  readonly charged: string;
  /** What is paid for it after earlier notes and re-ratings: the most that another note may take back. */
  readonly left: string;
};

type Page = { readonly lines: readonly CreditableLineView[]; readonly count: number };

type Row = CreditableLineView & { readonly count: number };

/**
 * An invoice's lines with what can still be credited of each, in their order; `count` is how many there are in all.
 * @throws NotFound, also for another organization's invoice
 */
export async function listCreditableLines(
  scope: OrgScope,
  invoiceId: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<Page> {
  const rows = isId(invoiceId) ? await readLines(scope, invoiceId, { limit, offset }) : null;
  if (!rows) throw new NotFound("invoice", invoiceId);
  return {
    count: rows[0]?.count ?? 0,
    lines: rows.map(({ count: _, ...line }) => ({ ...line, charged: usd(line.charged), left: usd(line.left) })),
  };
}

const usd = (picodollars: string): string => formatUsd(pico(BigInt(picodollars)));

function readLines(
  scope: OrgScope,
  invoiceId: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<Row[] | null> {
  return withOrg(scope, async (tx) => {
    const { rows: found } = await tx.execute(sql`
      select from invoices where id = ${invoiceId} and org_id = ${scope.orgId} and kind = 'invoice'`);
    if (found.length === 0) return null;
    const { rows } = await tx.execute<Row>(sql`
      select il.no, il.event_id as "attemptId", j.id as "jobId", j.title as "jobTitle", v.name as "agentName",
        e.step_no as step, e.attempt_no as attempt, m.model_id as model,
        (il.amount + coalesce((select sum(d.amount) from rerate_deltas d where d.event_id = il.event_id), 0))::text as charged,
        ${paidNow(sql`il.event_id`)}::text as left,
        (count(*) over ())::int as count
      from invoice_lines il
        join usage_events e on e.attempt_id = il.event_id
        join jobs j on j.id = e.job_id
        join runs r on r.id = e.run_id
        join agent_versions v on v.id = r.agent_version_id
        join models m on m.id = e.model_id
      where il.invoice_id = ${invoiceId}
      order by il.no limit ${limit} offset ${offset}`);
    return rows;
  });
}
