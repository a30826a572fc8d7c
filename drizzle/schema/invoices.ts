import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, id, picoSum, systemPolicies, tenantPolicies } from "./columns";
import { orgId } from "./tenant";

/** A numbered bill. Never edited. `total = exactTotal + tax + carriedIn + rounding`, whole cents. */
export const invoices = pgTable(
  "invoices",
  {
    id: id(),
    orgId: orgId(),
    issuer: text("issuer").notNull(),
    /** 1, 2, 3, … per issuer without gaps. */
    serial: integer("serial").notNull(),
    number: text("number").notNull().unique(),
    currency: text("currency").notNull(),
    kind: text("kind", { enum: ["invoice", "credit_note"] })
      .notNull()
      .default("invoice"),
    /** The invoice that a credit note corrects; NULL on an invoice. */
    correctsId: uuid("corrects_id"),
    /** The closed month, `2026-11`; NULL when issued on demand. */
    month: text("month"),
    /** The earliest and latest event it bills; the same instant when it bills none. */
    periodFrom: at("period_from").notNull(),
    periodTo: at("period_to").notNull(),
    exactTotal: picoSum("exact_total").notNull(),
    /** Basis points on the exact total. */
    taxBps: integer("tax_bps").notNull().default(0),
    /** Exact, rounded half-even to a picodollar. */
    tax: picoSum("tax").notNull().default(sql`0`),
    /** How the tax is named, or why there is none; NULL when there is nothing to say. */
    taxNote: text("tax_note"),
    purchaseOrder: text("purchase_order"),
    /** Why a credit note was issued, for people; NULL on an invoice. */
    reason: text("reason"),
    /** The projects of its calls with their cost centres, as they were when it was issued. */
    projects: jsonb("projects").notNull().default([]),
    /** The stretch of the sealed chain that its calls are on, first and last number; NULL when it bills no call. */
    firstSeal: bigint("first_seal", { mode: "number" }),
    lastSeal: bigint("last_seal", { mode: "number" }),
    dueAt: at("due_at"),
    carriedIn: picoSum("carried_in").notNull(),
    rounding: picoSum("rounding").notNull(),
    total: picoSum("total").notNull(),
    /** The names on it, as they were when it was issued. */
    parties: jsonb("parties").notNull(),
    issuedAt: at("issued_at").notNull(),
  },
  (t) => [
    unique("invoices_serial").on(t.issuer, t.serial),
    index("invoices_org").on(t.orgId, t.issuedAt),
    check("invoices_sum", sql`${t.total} = ${t.exactTotal} + ${t.tax} + ${t.carriedIn} + ${t.rounding}`),
    check("invoices_kind", sql`(${t.kind} = 'credit_note') = (${t.correctsId} is not null)`),
    check("invoices_cents", sql`${t.total} % 10000000000 = 0`),
    ...tenantPolicies(t.orgId),
  ],
);

/** The last serial given out per issuer; the last lock an invoice takes, so numbers have no gaps. */
export const invoiceCounters = pgTable(
  "invoice_counters",
  {
    issuer: text("issuer").primaryKey(),
    last: bigint("last", { mode: "number" }).notNull().default(0),
  },
  () => systemPolicies(),
);
