import { z } from "zod";
import type { invoices } from "#drizzle/schema/index";
import { formatUsd } from "#kernel";
import { type Bill, partiesSchema, projectSchema } from "./bill";

const projects = z.array(projectSchema);

const missing = z.string().nullable().default(null);

/** As they are stored: invoices from before there were billing profiles have two names only. */
const storedParties = partiesSchema.extend({
  customer: partiesSchema.shape.customer.extend({
    address: missing,
    country: missing,
    vatId: missing,
    costCentre: missing,
  }),
});

/** What a document says apart from its lines, its kind and its chain. */
export function billHead(
  row: typeof invoices.$inferSelect,
): Omit<Bill, "kind" | "lines" | "chain" | "digest" | "dueAt" | "month" | "purchaseOrder"> {
  return {
    id: row.id,
    number: row.number,
    currency: "USD",
    issuedAt: row.issuedAt.toISOString(),
    period: { from: row.periodFrom.toISOString(), to: row.periodTo.toISOString() },
    parties: storedParties.parse(row.parties),
    projects: projects.parse(row.projects),
    exactTotal: formatUsd(row.exactTotal),
    tax: { bps: row.taxBps, amount: formatUsd(row.tax), note: row.taxNote },
    carriedIn: formatUsd(row.carriedIn),
    rounding: formatUsd(row.rounding),
    total: formatUsd(row.total),
  };
}
