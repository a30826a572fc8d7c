import { desc, eq, sql } from "drizzle-orm";
import { invoiceCounters, invoices, transfers } from "#drizzle/schema/index";
import { newId, type Pico, pico, ZERO } from "#kernel";
import type { Tx } from "#platform";
import { AGENCY } from "../accounts";
import { computeTotal } from "../invoices/bill";

const ISSUER = "HIRE";

/** An invoice or a credit note before it has its number. */
export type Draft = Omit<
  typeof invoices.$inferInsert,
  "issuer" | "serial" | "number" | "currency" | "carriedIn" | "rounding" | "total" | "tax"
> & { readonly tax: Pico };

export type Written = { readonly number: string; readonly total: Pico };

/**
 * Rounds a document to cents, numbers it and writes it down. Invoices and credit notes are one series without gaps and one
 * chain of carried roundings. The customer must be locked, and the wallet too if the transaction moves it: the counter is
 * the last lock of all.
 */
export async function writeDocument(tx: Tx, draft: Draft): Promise<Written> {
  const { id, orgId, exactTotal, tax, issuedAt } = draft;
  const carriedIn = await carriedInto(tx, orgId);
  const { rounding, total } = computeTotal(exactTotal, tax, carriedIn);
  await postRounding(tx, orgId, id, pico(carriedIn + rounding));
  const serial = await nextSerial(tx);
  const number = `${ISSUER}-${issuedAt.getUTCFullYear()}-${String(serial).padStart(6, "0")}`;
  await tx
    .insert(invoices)
    .values({ ...draft, issuer: ISSUER, serial, number, currency: "USD", carriedIn, rounding, total });
  return { number, total };
}

/** What the last document's rounding added is owed back, and what it took is still owed. */
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
 * Books what the document's total differs from its exact amounts. The wallet moves by exact amounts only; the rounding
 * account holds what is carried on: its balance is the sum of all customers' latest roundings, negated.
 */
async function postRounding(tx: Tx, orgId: string, documentId: string, difference: Pico): Promise<void> {
  const [debit, credit] = difference >= 0n ? [AGENCY.rounding, AGENCY.revenue] : [AGENCY.revenue, AGENCY.rounding];
  await tx.insert(transfers).values({
    id: newId(),
    orgId,
    kind: "invoice_rounding",
    debit,
    credit,
    amount: pico(difference >= 0n ? difference : -difference),
    cause: documentId,
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
