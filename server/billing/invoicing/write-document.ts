import { desc, sql } from "drizzle-orm";
import { invoiceCounters, invoices, transfers } from "#drizzle/schema/index";
import { newId, type Pico, pico, ZERO } from "#kernel";
import { inOneTrip, insertRows, type Tx } from "#platform";
import { AGENCY } from "../accounts";
import { computeTotal } from "../invoices/bill";

const ISSUER = "HIRE";

/** An invoice or a credit note before it has its number. */
export type Draft = Omit<
  typeof invoices.$inferInsert,
  "issuer" | "serial" | "number" | "currency" | "carriedIn" | "rounding" | "total" | "tax"
> & { readonly tax: Pico };

export type Written = { readonly id: string; readonly number: string; readonly total: Pico };

/** A document that has its number, and whose row is still to be written. */
export type Numbered = typeof invoices.$inferInsert & Written;

/**
 * Rounds a document to cents, numbers it and writes it down. Invoices and credit notes are one series without gaps and one
 * chain of carried roundings. The customer must be locked, and the wallet too if the transaction moves it: the counter is
 * the last lock of all.
 */
export async function writeDocument(tx: Tx, draft: Draft): Promise<Written> {
  const [numbered] = await numberDocuments(tx, [draft]);
  if (!numbered) throw new Error("the document got no number");
  await writeDocuments(tx, [numbered]);
  return numbered;
}

/** Its first half for many, each of another organization, in their order: whoever calls it writes them at once. */
export async function numberDocuments(tx: Tx, drafts: readonly Draft[]): Promise<Numbered[]> {
  const roundings = await readLastRoundings(
    tx,
    drafts.map(({ orgId }) => orgId),
  );
  const rounded = drafts.map((draft) => {
    // What the last document's rounding added is owed back, and what it took is still owed.
    const carriedIn = pico(-(roundings.get(draft.orgId) ?? ZERO));
    return { ...draft, carriedIn, ...computeTotal(draft.exactTotal, draft.tax, carriedIn) };
  });
  const [, last] = await inOneTrip(
    () => insertRows(tx, transfers, rounded.map(roundingTransfer)),
    () => takeSerials(tx, rounded.length),
  );
  return rounded.map((document, index) => {
    const serial = last - rounded.length + 1 + index;
    const number = `${ISSUER}-${document.issuedAt.getUTCFullYear()}-${String(serial).padStart(6, "0")}`;
    return { ...document, issuer: ISSUER, serial, number, currency: "USD" };
  });
}

/** Its second half. */
export const writeDocuments = (tx: Tx, documents: readonly Numbered[]): Promise<void> =>
  insertRows(tx, invoices, documents);

/** Of each organization's last document. */
async function readLastRoundings(tx: Tx, orgIds: readonly string[]): Promise<ReadonlyMap<string, Pico>> {
  const rows = await tx
    .selectDistinctOn([invoices.orgId], { orgId: invoices.orgId, rounding: invoices.rounding })
    .from(invoices)
    .where(sql`${invoices.orgId} = any(${sql.param(orgIds)}::uuid[])`)
    .orderBy(invoices.orgId, desc(invoices.serial));
  return new Map(rows.map(({ orgId, rounding }) => [orgId, rounding]));
}

/**
 * What the document's total differs from its exact amounts. The wallet moves by exact amounts only; the rounding account
 * holds what is carried on: its balance is the sum of all customers' latest roundings, negated.
 */
function roundingTransfer({
  id,
  orgId,
  carriedIn,
  rounding,
}: {
  readonly id: string;
  readonly orgId: string;
  readonly carriedIn: Pico;
  readonly rounding: Pico;
}): typeof transfers.$inferInsert {
  const difference = carriedIn + rounding;
  const [debit, credit] = difference >= 0n ? [AGENCY.rounding, AGENCY.revenue] : [AGENCY.revenue, AGENCY.rounding];
  const amount = pico(difference >= 0n ? difference : -difference);
  return { id: newId(), orgId, kind: "invoice_rounding", debit, credit, amount, cause: id };
}

/** The counter's row stays locked until the commit: the last lock of all, and never held long. @returns the last one taken */
async function takeSerials(tx: Tx, wanted: number): Promise<number> {
  const [counter] = await tx
    .insert(invoiceCounters)
    .values({ issuer: ISSUER, last: wanted })
    .onConflictDoUpdate({ target: invoiceCounters.issuer, set: { last: sql`${invoiceCounters.last} + ${wanted}` } })
    .returning({ last: invoiceCounters.last });
  if (!counter) throw new Error("the invoice counter gave no number");
  return counter.last;
}
