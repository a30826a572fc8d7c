import { desc, eq, sql } from "drizzle-orm";
import { invoiceCounters, invoices, organizations, transfers } from "#drizzle/schema/index";
import { type Clock, NotFound, newId, type OrgScope, type Pico, pico, systemClock, ZERO } from "#kernel";
import { type Tx, withSystem } from "#platform";
import { AGENCY } from "../accounts";
import { computeTotal, type Parties } from "../invoices/bill";

const ISSUER = "HIRE";
const ISSUER_NAME = "Hireling";

/** What to bill: all calls that no invoice has. */
type Taken = { readonly exactTotal: Pico; readonly from: Date | null; readonly to: Date | null };

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
  { orgId }: OrgScope,
  { clock, id = newId() }: { readonly clock: Clock; readonly id?: string },
): Promise<string> {
  const now = clock.now();
  const parties = await lockCustomer(tx, orgId);
  const { exactTotal, from, to } = await takeEvents(tx, orgId, id);
  const carriedIn = await carriedInto(tx, orgId);
  const { rounding, total } = computeTotal(exactTotal, carriedIn);
  await postRounding(tx, orgId, id, pico(carriedIn + rounding));
  const serial = await nextSerial(tx);
  await tx.insert(invoices).values({
    id,
    orgId,
    issuer: ISSUER,
    serial,
    number: `${ISSUER}-${now.getUTCFullYear()}-${String(serial).padStart(6, "0")}`,
    currency: "USD",
    periodFrom: from ?? now,
    periodTo: to ?? now,
    exactTotal,
    carriedIn,
    rounding,
    total,
    parties,
    issuedAt: now,
  });
  return id;
}

/** Queues the invoices of one organization; a settle's foreign keys pass this lock. */
async function lockCustomer(tx: Tx, orgId: string): Promise<Parties> {
  const [customer] = await tx
    .select({ name: organizations.name, slug: organizations.slug })
    .from(organizations)
    .where(eq(organizations.id, orgId))
    .for("no key update");
  if (!customer) throw new NotFound("organization", orgId);
  return { issuer: { name: ISSUER_NAME }, customer };
}

/** Puts every unbilled call on the invoice. One statement: what it takes is what it sums. */
async function takeEvents(tx: Tx, orgId: string, invoiceId: string): Promise<Taken> {
  const { rows } = await tx.execute<{ total: string; from: string | null; to: string | null }>(sql`
    with unbilled as (
      select e.attempt_id, e.created_at,
        coalesce((select sum(l.amount) from charge_lines l where l.event_id = e.attempt_id), 0)
          - coalesce((select sum(c.amount) from credits c where c.event_id = e.attempt_id), 0) as amount
      from usage_events e
      where e.org_id = ${orgId} and not exists (select 1 from invoice_lines il where il.event_id = e.attempt_id)
    ), taken as (
      insert into invoice_lines (event_id, invoice_id, org_id, no, amount)
      select attempt_id, ${invoiceId}, ${orgId}, row_number() over (order by created_at, attempt_id), amount from unbilled
      returning event_id, amount
    )
    select coalesce(sum(t.amount), 0)::text as total, min(u.created_at) as from, max(u.created_at) as to
    from taken t join unbilled u on u.attempt_id = t.event_id`);
  const [row] = rows;
  return {
    exactTotal: pico(BigInt(row?.total ?? 0)),
    from: row?.from ? new Date(row.from) : null,
    to: row?.to ? new Date(row.to) : null,
  };
}

/** What the last invoice's rounding added is owed back, and what it took is still owed. */
async function carriedInto(tx: Tx, orgId: string): Promise<Pico> {
  const [previous] = await tx
    .select({ rounding: invoices.rounding })
    .from(invoices)
    .where(eq(invoices.orgId, orgId))
    .orderBy(desc(invoices.serial))
    .limit(1);
  return previous ? pico(-previous.rounding) : ZERO;
}

/**
 * Books what the invoice's total differs from the exact charges. The wallet moves by exact amounts only; the rounding
 * account holds what is carried on: its balance is the sum of all customers' latest roundings, negated.
 */
async function postRounding(tx: Tx, orgId: string, invoiceId: string, difference: Pico): Promise<void> {
  const [debit, credit] = difference >= 0n ? [AGENCY.rounding, AGENCY.revenue] : [AGENCY.revenue, AGENCY.rounding];
  await tx.insert(transfers).values({
    id: newId(),
    orgId,
    kind: "invoice_rounding",
    debit,
    credit,
    amount: pico(difference >= 0n ? difference : -difference),
    cause: invoiceId,
  });
}

/** The counter's row stays locked until the commit: the last lock of all, and never held long. */
async function nextSerial(tx: Tx): Promise<number> {
  const [counter] = await tx
    .insert(invoiceCounters)
    .values({ issuer: ISSUER, last: 1 })
    .onConflictDoUpdate({ target: invoiceCounters.issuer, set: { last: sql`${invoiceCounters.last} + 1` } })
    .returning({ last: invoiceCounters.last });
  if (!counter) throw new Error("the invoice counter gave no number");
  return counter.last;
}
