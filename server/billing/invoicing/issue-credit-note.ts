import { and, eq, sql } from "drizzle-orm";
import { invoices } from "#drizzle/schema/index";
import { type Clock, Conflict, formatUsd, InvalidInput, isId, NotFound, newId, pico } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import { lockCustomer } from "./customer";
import { type CreditLine, checkLines, lowerCosts, readCreditable, writeCreditNote } from "./write-credit-note";

export type CreditOrder = {
  readonly invoiceId: string;
  /** The calls to credit, each with what is taken back of its charge. */
  readonly lines: readonly CreditLine[];
  /** For people; the note carries it. */
  readonly reason: string;
  /** The note's own id: ordered again, nothing more is given back. */
  readonly id?: string;
};

const MAX_REASON = 500;

/**
 * Corrects an invoice of an organization; for the operator. Never takes back more of a call than was charged and is left
 * after earlier notes, also when several are issued at once.
 * @param actor the operator's label
 * @returns the credit note's id
 * @throws NotFound, also for another organization's invoice or for a credit note | InvalidInput
 * @throws Conflict when the id stands for another document
 */
export async function issueCreditNote(
  orgId: string,
  { invoiceId, lines, reason, id = newId() }: CreditOrder,
  { clock, actor }: { readonly clock: Clock; readonly actor: string },
): Promise<string> {
  const why = reason.trim();
  if (why.length === 0 || why.length > MAX_REASON) {
    throw new InvalidInput("reason", `Say in 1 to ${MAX_REASON} characters why the money is given back.`);
  }
  const eventIds = lines.map(({ eventId }) => eventId);
  if (!eventIds.every(isId)) throw new InvalidInput("lines", "A line is no call of this invoice.");
  return withSystem(async (tx) => {
    await lockRuns(tx, orgId, eventIds);
    const customer = await lockCustomer(tx, orgId);
    if (await isIssued(tx, orgId, { id, invoiceId })) return id;
    const ours = and(eq(invoices.id, invoiceId), eq(invoices.orgId, orgId), eq(invoices.kind, "invoice"));
    const [invoice] = isId(invoiceId) ? await tx.select().from(invoices).where(ours) : [];
    if (!invoice) throw new NotFound("invoice", invoiceId);
    const checked = checkLines(lines, await readCreditable(tx, invoiceId, eventIds));
    await lowerCosts(tx, checked);
    const note = { id, invoice, lines: checked, reason: why, carriedBy: "revenue" as const, now: clock.now() };
    await writeCreditNote(tx, customer, note);
    const amount = formatUsd(pico(checked.reduce((sum, line) => sum + line.amount, 0n)));
    await recordAudit(tx, { orgId, actor, action: "credit_note.issued", data: { id, invoiceId, amount } });
    return id;
  });
}

async function isIssued(tx: Tx, orgId: string, { id, invoiceId }: { id: string; invoiceId: string }): Promise<boolean> {
  const [known] = await tx.select().from(invoices).where(eq(invoices.id, id));
  if (known && (known.orgId !== orgId || known.correctsId !== invoiceId)) {
    throw new Conflict("This form was sent before, for another invoice. Load the page anew.", { id });
  }
  return known !== undefined;
}

/** The first lock of all: a run's cost follows what is credited of it. */
async function lockRuns(tx: Tx, orgId: string, eventIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    select 1 from runs r where r.org_id = ${orgId} and r.id in (
      select e.run_id from usage_events e where e.attempt_id = any(${sql.param(eventIds)}::uuid[]))
    order by r.id for update of r`);
}
