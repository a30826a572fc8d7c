import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, picoAmount, publicPolicies, tenantPolicies } from "./columns";
import { invoices } from "./invoices";
import { orgId } from "./tenant";
import { usageEvents } from "./usage";

/** How an organization wants to be billed. Without a row it is billed by its name, prepaid and without tax. */
export const billingProfiles = pgTable(
  "billing_profiles",
  {
    orgId: orgId().primaryKey(),
    legalName: text("legal_name").notNull(),
    address: text("address").notNull(),
    /** ISO 3166-1 alpha-2. */
    country: text("country").notNull(),
    /** NULL when it has none. */
    vatId: text("vat_id"),
    /** With a VAT id in another country the customer owes the tax itself. */
    reverseCharge: boolean("reverse_charge").notNull().default(false),
    /** Overrides the country's rate; NULL when the country's holds. Basis points. */
    taxBps: integer("tax_bps"),
    purchaseOrder: text("purchase_order"),
    costCentre: text("cost_centre"),
    /** Where invoices are sent; NULL when nowhere. */
    email: text("email"),
    /** Days until a postpaid invoice is due. */
    termsDays: integer("terms_days").notNull().default(14),
  },
  (t) => [
    check("billing_profiles_country", sql`${t.country} ~ '^[A-Z]{2}$'`),
    check("billing_profiles_tax", sql`${t.taxBps} is null or ${t.taxBps} between 0 and 10000`),
    check("billing_profiles_terms", sql`${t.termsDays} between 0 and 365`),
    ...tenantPolicies(t.orgId),
  ],
);

/** Tax by the customer's country, as the operator set it. Basis points. */
export const taxRates = pgTable(
  "tax_rates",
  {
    country: text("country").primaryKey(),
    name: text("name").notNull(),
    bps: integer("bps").notNull(),
  },
  (t) => [check("tax_rates_bps", sql`${t.bps} between 0 and 10000`), ...publicPolicies()],
);

/** Which month of an organization was closed, and by which invoice: closing it again changes nothing. */
export const monthlyCloses = pgTable(
  "monthly_closes",
  {
    orgId: orgId(),
    /** `2026-11`, in the organization's time zone. */
    month: text("month").notNull(),
    invoiceId: uuid("invoice_id")
      .notNull()
      .references(() => invoices.id),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.month] }), ...tenantPolicies(t.orgId)],
);

/** What a credit note takes back of an invoiced call. */
export const creditNoteLines = pgTable(
  "credit_note_lines",
  {
    creditNoteId: uuid("credit_note_id")
      .notNull()
      .references(() => invoices.id),
    eventId: uuid("event_id")
      .notNull()
      .references(() => usageEvents.attemptId),
    orgId: orgId(),
    no: integer("no").notNull(),
    amount: picoAmount("amount").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.creditNoteId, t.eventId] }),
    index("credit_note_lines_event").on(t.eventId),
    check("credit_note_lines_amount", sql`${t.amount} > 0`),
    ...tenantPolicies(t.orgId),
  ],
);

/** Money that arrived for an invoice. */
export const invoicePayments = pgTable(
  "invoice_payments",
  {
    id: id(),
    orgId: orgId(),
    invoiceId: uuid("invoice_id")
      .notNull()
      .references(() => invoices.id),
    amount: picoAmount("amount").notNull(),
    method: text("method", { enum: ["wallet", "stripe", "bank"] }).notNull(),
    note: text("note"),
    createdAt: createdAt(),
  },
  (t) => [
    index("invoice_payments_invoice").on(t.invoiceId),
    check("invoice_payments_amount", sql`${t.amount} > 0`),
    ...tenantPolicies(t.orgId),
  ],
);
