import { z } from "zod";
import type { invoices } from "#drizzle/schema/index";
import { formatUsd } from "#kernel";
import { type Bill, partiesSchema, projectSchema } from "./bill";

const projects = z.array(projectSchema);

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
    parties: partiesSchema.parse(row.parties),
    projects: projects.parse(row.projects),
    exactTotal: formatUsd(row.exactTotal),
    tax: { bps: row.taxBps, amount: formatUsd(row.tax), note: row.taxNote },
    carriedIn: formatUsd(row.carriedIn),
    rounding: formatUsd(row.rounding),
    total: formatUsd(row.total),
  };
}
