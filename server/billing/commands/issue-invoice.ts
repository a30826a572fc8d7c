import { sql } from "drizzle-orm";
import { addPico, type Clock, newId, type OrgScope, type Pico, pico, systemClock } from "#kernel";
import { type Tx, withSystem } from "#platform";
import type { BilledProject } from "../invoices/bill";
import { collectInvoices, lockPurse } from "../invoicing/collect-invoices";
import { type Customer, lockCustomer } from "../invoicing/customer";
import { termsOf } from "../invoicing/profile";
import { announceDocument } from "../invoicing/send-invoice";
import { taxOn } from "../invoicing/tax";
import { writeDocument } from "../invoicing/write-document";
import { takeAdjustments } from "../rerate/take-adjustments";
import { publishHead } from "../seal/publish-heads";
import { sealAll } from "../seal/seal-entries";

const DAY_MS = 86_400_000;

/** What was billed: calls that no invoice had. NULL when there were none. */
type Taken = {
  readonly exactTotal: Pico;
  readonly from: Date | null;
  readonly to: Date | null;
  /** The first and the last number in the chain. */
  readonly firstSeal: number | null;
  readonly lastSeal: number | null;
};

/** A month that is closed: its name, and the moment before which a call must have been charged to belong to it. */
export type ClosedMonth = { readonly month: string; readonly before: Date };

/**
 * Bills the open period up to now, in a transaction of its own. An invoice over 0.00 is fine.
 * @returns the invoice's id
 */
export const issueInvoice = (
  scope: OrgScope,
  { clock }: { readonly clock: Clock } = { clock: systemClock },
): Promise<string> => withSystem((tx) => issueInvoiceIn(tx, scope, { clock }));

/**
 * The same inside a system transaction of the caller, for what must commit together with it.
 *
 * Invoices of one organization are issued one after the other; calls that settle meanwhile are not held up and land on
 * the next one. The number is taken last, so that serials have no gaps.
 * @param id of the invoice, for a caller that has promised one
 */
export async function issueInvoiceIn(
  tx: Tx,
  { orgId }: Pick<OrgScope, "orgId">,
  { clock, id = newId() }: { readonly clock: Clock; readonly id?: string },
): Promise<string> {
  return billCustomer(tx, orgId, await lockCustomer(tx, orgId), { id, now: clock.now(), closed: null });
}

/**
 * Bills a locked customer, and lets the wallet pay what it can: a prepaid one has paid the net by its movements already.
 * @param closed the month to bill; NULL bills all that there is
 */
export async function billCustomer(
  tx: Tx,
  orgId: string,
  { parties, profile, tax }: Customer,
  { id, now, closed }: { readonly id: string; readonly now: Date; readonly closed: ClosedMonth | null },
): Promise<string> {
  await sealAll(tx, orgId);
  const calls = await takeEvents(tx, orgId, id, closed);
  const adjustments = await takeAdjustments(tx, orgId, id);
  const exactTotal = addPico(calls.exactTotal, adjustments.total);
  const firstSeal = pickSeal(Math.min, calls.firstSeal, adjustments.firstSeal);
  const lastSeal = pickSeal(Math.max, calls.lastSeal, adjustments.lastSeal);
  if (lastSeal !== null) await publishHead(tx, orgId, lastSeal);
  const projects = await readProjects(tx, orgId, id);
  await lockPurse(tx, orgId);
  const document = await writeDocument(tx, {
    id,
    orgId,
    kind: "invoice",
    month: closed?.month ?? null,
    periodFrom: calls.from ?? now,
    periodTo: calls.to ?? now,
    exactTotal,
    taxBps: tax.bps,
    tax: taxOn(exactTotal, tax.bps),
    taxNote: tax.note,
    purchaseOrder: profile?.purchaseOrder ?? null,
    projects,
    firstSeal,
    lastSeal,
    dueAt: new Date(now.getTime() + termsOf(profile) * DAY_MS),
    parties,
    issuedAt: now,
  });
  await collectInvoices(tx, orgId);
  await announceDocument(tx, { id, orgId, kind: "invoice", ...document }, profile?.email ?? null);
  return id;
}

function pickSeal(choose: (...seals: number[]) => number, ...ofParts: (number | null)[]): number | null {
  const seals = ofParts.filter((seal) => seal !== null);
  return seals.length === 0 ? null : choose(...seals);
}

type Row = { total: string; from: string | null; to: string | null; first: string | null; last: string | null };

/** Puts sealed, unbilled calls on the invoice. One statement: what it takes is what it sums. */
async function takeEvents(tx: Tx, orgId: string, invoiceId: string, closed: ClosedMonth | null): Promise<Taken> {
  const inMonth = closed ? sql`and e.created_at < ${closed.before.toISOString()}::timestamptz` : sql``;
  const { rows } = await tx.execute<Row>(sql`
    with unbilled as materialized (
      select e.attempt_id, e.created_at, s.seq from seals s join usage_events e on e.attempt_id = s.ref_id
      where s.org_id = ${orgId} and s.kind = 'usage' ${inMonth}
        and not exists (select 1 from invoice_lines il where il.event_id = e.attempt_id)
    ), covered as (
      select seq from unbilled
      union all select c.seq from seals c join unbilled u on c.ref_id = u.attempt_id where c.kind = 'credit'
    ), amounts as (
      select event_id, sum(amount) as amount from (
        select l.event_id, l.amount from charge_lines l join unbilled u on u.attempt_id = l.event_id
        union all select c.event_id, -c.amount from credits c join unbilled u on u.attempt_id = c.event_id) as parts
      group by event_id
    ), taken as (
      insert into invoice_lines (event_id, invoice_id, org_id, no, amount)
      select u.attempt_id, ${invoiceId}, ${orgId}, row_number() over (order by u.seq), coalesce(a.amount, 0)
      from unbilled u left join amounts a on a.event_id = u.attempt_id
      returning amount
    )
    select (select coalesce(sum(amount), 0) from taken)::text as total, min(created_at) as from, max(created_at) as to,
      (select min(seq) from covered) as first, (select max(seq) from covered) as last
    from unbilled`);
  const [row] = rows;
  return {
    exactTotal: pico(BigInt(row?.total ?? 0)),
    from: row?.from ? new Date(row.from) : null,
    to: row?.to ? new Date(row.to) : null,
    firstSeal: row?.first ? Number(row.first) : null,
    lastSeal: row?.last ? Number(row.last) : null,
  };
}

/** The projects of the invoice's calls, as they are called and booked now. */
async function readProjects(tx: Tx, orgId: string, invoiceId: string): Promise<BilledProject[]> {
  const { rows } = await tx.execute<BilledProject>(sql`
    select p.id, p.name, p.cost_centre as "costCentre" from projects p
    where p.org_id = ${orgId} and exists (
      select 1 from jobs j join usage_events e on e.job_id = j.id join (
        select event_id from invoice_lines where invoice_id = ${invoiceId}
        union all select d.event_id from invoice_adjustments a join rerate_deltas d on d.id = a.delta_id
          where a.invoice_id = ${invoiceId}) billed on billed.event_id = e.attempt_id
      where j.project_id = p.id)
    order by p.name`);
  return rows;
}
