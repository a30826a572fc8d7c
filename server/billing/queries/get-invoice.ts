import { eq, sql } from "drizzle-orm";
import { invoices } from "#drizzle/schema/index";
import { formatUsd, isId, NotFound, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { type Bill, partiesSchema } from "../invoices/bill";
import { digestOf } from "../invoices/canonical";
import { readBilledEvents } from "./billed-events";

/** An invoice with every call on it, as JSON that `verify-bill` recomputes. @throws NotFound, also for another organization's */
export function getInvoice(scope: OrgScope, id: string): Promise<Bill> {
  return withOrg(scope, async (tx) => {
    const [invoice] = isId(id) ? await tx.select().from(invoices).where(eq(invoices.id, id)) : [];
    if (!invoice) throw new NotFound("invoice", id);
    const events = await readBilledEvents(tx, sql`il.invoice_id = ${id}`);
    const lines = events.map(({ eventId, walletMovement, amount, components, credits, ...place }, index) => {
      const line = {
        no: index + 1,
        ...place,
        components: [...components],
        credits: [...credits],
        amount: formatUsd(amount),
      };
      return { ...line, digest: digestOf(line) };
    });
    const bill = {
      id: invoice.id,
      number: invoice.number,
      currency: "USD" as const,
      issuedAt: invoice.issuedAt.toISOString(),
      period: { from: invoice.periodFrom.toISOString(), to: invoice.periodTo.toISOString() },
      parties: partiesSchema.parse(invoice.parties),
      lines,
      exactTotal: formatUsd(invoice.exactTotal),
      carriedIn: formatUsd(invoice.carriedIn),
      rounding: formatUsd(invoice.rounding),
      total: formatUsd(invoice.total),
    };
    return { ...bill, digest: digestOf(bill) };
  });
}
