import { and, eq } from "drizzle-orm";
import { invoices } from "#drizzle/schema/index";
import { isId, NotFound, type OrgScope } from "#kernel";
import { withOrg, withSystem } from "#platform";
import type { Bill } from "../invoices/bill";
import { billHead } from "../invoices/bill-head";
import { composeBill } from "../invoices/compose-bill";
import { readRange } from "../seal/read-range";
import { signingKey } from "../seal/signing-keys";
import { chainOf } from "./chain-of";
import { readInvoiceAdjustments } from "./invoice-adjustments";
import { readInvoiceLines } from "./invoice-lines";

/** An invoice with every call on it, as JSON that `verify-bill` recomputes. @throws NotFound, also for another organization's */
export async function getInvoice(scope: OrgScope, id: string): Promise<Bill> {
  const { invoice, lines, adjustments, range } = await withOrg(scope, async (tx) => {
    const ofId = and(eq(invoices.id, id), eq(invoices.kind, "invoice"));
    const [invoice] = isId(id) ? await tx.select().from(invoices).where(ofId) : [];
    if (!invoice) throw new NotFound("invoice", id);
    const { orgId, firstSeal, lastSeal } = invoice;
    const range = firstSeal && lastSeal ? await readRange(tx, orgId, firstSeal, lastSeal) : null;
    const lines = await readInvoiceLines(tx, id);
    return { invoice, lines, adjustments: await readInvoiceAdjustments(tx, id), range };
  });
  const told = [
    ...lines.flatMap(({ seal, credits }) => [seal?.seq, ...credits.map((credit) => credit.seal?.seq)]),
    ...adjustments.map(({ seal }) => seal.seq),
  ];
  const bill = {
    ...billHead(invoice),
    kind: "invoice" as const,
    dueAt: invoice.dueAt?.toISOString() ?? null,
    month: invoice.month,
    purchaseOrder: invoice.purchaseOrder,
    lines,
    adjustments,
    chain: range && (await chainOf(range, told)),
  };
  return composeBill(bill, await withSystem(signingKey));
}
