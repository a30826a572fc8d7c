import { eq, sql } from "drizzle-orm";
import { creditNoteLines, type invoices, transfers, wallets } from "#drizzle/schema/index";
import { InvalidInput, newId, type Pico, pico, ZERO } from "#kernel";
import type { Tx } from "#platform";
import { AGENCY, walletAccount } from "../accounts";
import { paidNow } from "../queries/call-amounts";
import { prepareSeal, sealCreditNote } from "../seal/seal-credit-note";
import { lockPurse } from "./collect-invoices";
import type { Customer } from "./customer";
import { announceDocuments } from "./send-invoice";
import { taxCredited } from "./tax";
import { writeDocument } from "./write-document";

/** What a credit note takes back of one call. */
export type CreditLine = { readonly eventId: string; readonly amount: Pico };

/** An invoice line with what is left to be credited of it. */
export type CreditableLine = {
  readonly eventId: string;
  readonly runId: string;
  readonly no: number;
  /** What it charges less what earlier notes took back, and re-rated. */
  readonly left: Pico;
};

/** The lines of an invoice for these calls. The customer must be locked: then nobody else credits them. */
export async function readCreditable(
  tx: Tx,
  invoiceId: string,
  eventIds: readonly string[],
): Promise<CreditableLine[]> {
  const { rows } = await tx.execute<{ event_id: string; run_id: string; no: number; left: string }>(sql`
    select il.event_id, e.run_id, il.no, ${paidNow(sql`il.event_id`)}::text as left
    from invoice_lines il join usage_events e on e.attempt_id = il.event_id
    where il.invoice_id = ${invoiceId} and il.event_id = any(${sql.param(eventIds)}::uuid[])
    order by il.no`);
  return rows.map(({ event_id, run_id, no, left }) => ({
    eventId: event_id,
    runId: run_id,
    no,
    left: pico(BigInt(left)),
  }));
}

type Note = {
  readonly id: string;
  readonly invoice: typeof invoices.$inferSelect;
  /** In the order of the invoice's lines; checked against what is left of them. */
  readonly lines: readonly CreditLine[];
  readonly reason: string;
  /** Who carries it: the revenue is given up, or what was spoiled becomes the agency's expense. */
  readonly carriedBy: "revenue" | "waste";
  readonly now: Date;
};

/**
 * Writes a credit note: its money goes back to the wallet with its part of the tax. The customer must be locked, and the
 * costs lowered (`lowerCosts`).
 */
export async function writeCreditNote(tx: Tx, { parties, profile }: Customer, note: Note): Promise<void> {
  const { id, invoice, lines, reason, now } = note;
  const { orgId } = invoice;
  await prepareSeal(tx, orgId);
  const net = pico(lines.reduce((sum, { amount }) => sum + amount, 0n));
  const { credited, taxTaken } = await readEarlier(tx, invoice.id);
  const tax = taxCredited(credited, net, invoice.taxBps);
  await lockPurse(tx, orgId);
  const back = (kind: "refund" | "tax", debit: string, amount: Pico) => ({
    id: newId(),
    orgId,
    kind,
    debit,
    credit: walletAccount(orgId),
    amount,
    cause: id,
  });
  // Tax that the wallet has not paid yet is not given back: less of it will be taken.
  const taxBack = taxTaken ? tax : ZERO;
  await tx
    .insert(transfers)
    .values([back("refund", AGENCY[note.carriedBy], net), ...(taxBack > 0n ? [back("tax", AGENCY.tax, taxBack)] : [])]);
  await tx
    .update(wallets)
    .set({ posted: sql`${wallets.posted} + ${(net + taxBack).toString()}::numeric` })
    .where(eq(wallets.orgId, orgId));
  const document = await writeDocument(tx, {
    id,
    orgId,
    kind: "credit_note",
    correctsId: invoice.id,
    periodFrom: invoice.periodFrom,
    periodTo: invoice.periodTo,
    exactTotal: pico(-net),
    taxBps: invoice.taxBps,
    tax: pico(-tax),
    taxNote: invoice.taxNote,
    purchaseOrder: invoice.purchaseOrder,
    projects: invoice.projects,
    reason,
    parties,
    issuedAt: now,
  });
  await tx
    .insert(creditNoteLines)
    .values(lines.map(({ eventId, amount }, index) => ({ creditNoteId: id, eventId, orgId, no: index + 1, amount })));
  await sealCreditNote(tx, orgId, id);
  await announceDocuments(tx, [{ ...document, orgId, kind: "credit_note", email: profile?.email ?? null }]);
}

async function readEarlier(tx: Tx, invoiceId: string): Promise<{ credited: Pico; taxTaken: boolean }> {
  const { rows } = await tx.execute<{ credited: string; taken: boolean }>(sql`
    select (select coalesce(-sum(n.exact_total), 0)::text from invoices n where n.corrects_id = i.id and n.org_id = i.org_id) as credited,
      exists (select 1 from transfers t where t.org_id = i.org_id and t.kind = 'tax' and t.cause = i.id::text) as taken
    from invoices i where i.id = ${invoiceId}`);
  const [row] = rows;
  return { credited: pico(BigInt(row?.credited ?? 0)), taxTaken: row?.taken ?? false };
}

/**
 * Takes what is credited of calls from the costs of their runs, and from the caps that their charges went through, in the
 * one lock order. The runs' rows must be locked, and the wallet not yet.
 */
export async function lowerCosts(tx: Tx, lines: readonly CreditLine[]): Promise<void> {
  const credited = sql`select * from unnest(${sql.param(lines.map(({ eventId }) => eventId))}::uuid[],
    ${sql.param(lines.map(({ amount }) => amount.toString()))}::bigint[]) as k (event_id, amount)`;
  await tx.execute(sql`
    update runs r set cost = r.cost - n.amount from (
      select e.run_id, sum(k.amount) as amount from (${credited}) k join usage_events e on e.attempt_id = k.event_id
      group by e.run_id) n
    where n.run_id = r.id`);
  await tx.execute(sql`
    with room as materialized (
      select cap_id, sum(k.amount) as amount from (${credited}) k join holds h on h.attempt_id = k.event_id
        cross join unnest(h.cap_ids) as cap_id group by cap_id
    ), locked as materialized (
      select c.id from caps c join room on room.cap_id = c.id order by c.lock_rank, c.id for update of c
    )
    update caps c set spent = c.spent - room.amount from room
    where room.cap_id = c.id and (select count(*) from locked) >= 0`);
}

/** @throws InvalidInput naming the call that cannot be credited so */
export function checkLines(lines: readonly CreditLine[], creditable: readonly CreditableLine[]): CreditLine[] {
  const wanted = new Map(lines.map(({ eventId, amount }) => [eventId, amount]));
  if (lines.length === 0) throw new InvalidInput("lines", "A credit note needs at least one line.");
  if (wanted.size < lines.length) throw new InvalidInput("lines", "A call stands in the lines twice.");
  if (creditable.length < lines.length) throw new InvalidInput("lines", "A line is no call of this invoice.");
  return creditable.map(({ eventId, no, left }) => {
    const amount = wanted.get(eventId) ?? ZERO;
    if (amount <= 0n) throw new InvalidInput("lines", `What is credited of line ${no} must be above zero.`);
    if (amount > left) {
      throw new InvalidInput("lines", `Line ${no} was charged less: only part of that is left to be credited.`);
    }
    return { eventId, amount };
  });
}
