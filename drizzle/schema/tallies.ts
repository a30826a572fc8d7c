import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, picoSum, tenantPolicies } from "./columns";
import { invoices } from "./invoices";
import { organizations } from "./organizations";

/**
 * The calls of one organization and month, added up as they are sealed. An invoice takes tallies instead of calls, so what
 * a close writes does not grow with what was called. A taken tally never changes, and takes no more calls: one that comes
 * late begins another tally of its month.
 */
export const tallies = pgTable(
  "tallies",
  {
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    /** 1, 2, 3, … in the order in which they were begun. */
    no: integer("no").notNull(),
    /** When its calls were charged, `2026-11`, in the organization's time zone as it was when they were sealed. */
    month: text("month").notNull(),
    /** NULL while it is open. The key is checked at the commit: an invoice takes its number, and so its row, last. */
    invoiceId: uuid("invoice_id"),
    /** Its first call's line on the invoice; NULL while it is open. */
    firstLine: integer("first_line"),
    calls: integer("calls").notNull(),
    /** What its calls cost: Σ `seals.amount`. */
    amount: picoSum("amount").notNull(),
    /** The earliest and the latest call. */
    firstAt: at("first_at").notNull(),
    lastAt: at("last_at").notNull(),
    /** The stretch of the chain that its entries are on; NULL for what was billed before there was a chain. */
    firstSeal: bigint("first_seal", { mode: "number" }),
    lastSeal: bigint("last_seal", { mode: "number" }),
    /** Those of its calls' jobs, each once; nobody reads them once it is taken. */
    projectIds: uuid("project_ids").array().notNull().default([]),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.no] }),
    foreignKey({ columns: [t.invoiceId], foreignColumns: [invoices.id] }),
    uniqueIndex("tallies_open").on(t.orgId, t.month).where(sql`${t.invoiceId} is null`),
    index("tallies_invoice").on(t.invoiceId),
    check("tallies_month", sql`${t.month} ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'`),
    check("tallies_taken", sql`(${t.invoiceId} is null) = (${t.firstLine} is null)`),
    check("tallies_calls", sql`${t.calls} >= 0`),
    ...tenantPolicies(t.orgId),
  ],
);
