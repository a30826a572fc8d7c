import { and, eq } from "drizzle-orm";
import { invoices } from "#drizzle/schema/index";
import { isId, NotFound, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import type { Bill, BillChain } from "../invoices/bill";
import { billHead } from "../invoices/bill-head";
import { composeBill, type OpenLine } from "../invoices/compose-bill";
import { readRange, type SignedRange } from "../seal/read-range";
import { listSigningKeys } from "../seal/signing-keys";
import { readInvoiceLines } from "./invoice-lines";

/** An invoice with every call on it, as JSON that `verify-bill` recomputes. @throws NotFound, also for another organization's */
export async function getInvoice(scope: OrgScope, id: string): Promise<Bill> {
  const { invoice, lines, range } = await withOrg(scope, async (tx) => {
    const ofId = and(eq(invoices.id, id), eq(invoices.kind, "invoice"));
    const [invoice] = isId(id) ? await tx.select().from(invoices).where(ofId) : [];
    if (!invoice) throw new NotFound("invoice", id);
    const { orgId, firstSeal, lastSeal } = invoice;
    const range = firstSeal && lastSeal ? await readRange(tx, orgId, firstSeal, lastSeal) : null;
    return { invoice, lines: await readInvoiceLines(tx, id), range };
  });
  return composeBill({
    ...billHead(invoice),
    kind: "invoice",
    dueAt: invoice.dueAt?.toISOString() ?? null,
    month: invoice.month,
    purchaseOrder: invoice.purchaseOrder,
    lines,
    chain: range && (await chainOf(range, lines)),
  });
}

/** The stretch of the chain with all entries that no line tells, and the public half of the key that signed it. */
async function chainOf(
  { entries, keyId, signature, ...range }: SignedRange,
  lines: readonly OpenLine[],
): Promise<BillChain> {
  const published = (await listSigningKeys()).find((key) => key.keyId === keyId);
  if (!published) throw new Error(`the signing key ${keyId} is not there`);
  const told = new Set(lines.flatMap(({ seal, credits }) => [seal?.seq, ...credits.map((credit) => credit.seal?.seq)]));
  const others = entries.filter(({ seq }) => !told.has(seq));
  return { ...range, others, signature: { keyId, publicKey: published.publicKey, signature } };
}
