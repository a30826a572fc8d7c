import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgPolicy,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { COMPONENTS, TIERS } from "#kernel";
import { models, rateCards } from "./catalogue";
import {
  appRole,
  at,
  count,
  createdAt,
  currentOrg,
  id,
  picoAmount,
  picoSum,
  systemPolicies,
  tenantPolicies,
} from "./columns";
import { jobs, runs } from "./jobs";
import { organizations } from "./organizations";
import { attempts } from "./steps";

const orgId = () =>
  uuid("org_id")
    .notNull()
    .references(() => organizations.id);

/** An organization's balance: `available = posted − held + creditLimit`, never below zero. */
export const wallets = pgTable(
  "wallets",
  {
    orgId: orgId().primaryKey(),
    currency: text("currency").notNull().default("USD"),
    posted: picoSum("posted").notNull().default(sql`0`),
    held: picoSum("held").notNull().default(sql`0`),
    creditLimit: picoSum("credit_limit").notNull().default(sql`0`),
    /** What of `posted` is promotions' remaining credit; zero saves holds the look at them. */
    promotional: picoSum("promotional").notNull().default(sql`0`),
  },
  (t) => [
    check("wallets_available", sql`${t.posted} - ${t.held} + ${t.creditLimit} >= 0`),
    check("wallets_held", sql`${t.held} >= 0`),
    check("wallets_promotional", sql`${t.promotional} >= 0`),
    check("wallets_credit_limit", sql`${t.creditLimit} >= 0`),
    ...tenantPolicies(t.orgId),
  ],
);

/** A hard cap with its running balance. What is spent and what is held never pass the limit together. */
export const caps = pgTable(
  "caps",
  {
    id: id(),
    orgId: orgId(),
    kind: text("kind", { enum: ["run", "job", "api_key", "project", "organization_month"] }).notNull(),
    /** The place of `kind` in the one lock order; caps are locked `ORDER BY lock_rank, id`, the wallet after them. */
    lockRank: smallint("lock_rank").notNull(),
    /** The run, job, key or project it caps; the organization for a month. */
    subjectId: uuid("subject_id").notNull(),
    /** First day of the month, or NULL for caps without a period. */
    period: text("period"),
    limit: picoSum("limit").notNull(),
    spent: picoSum("spent").notNull().default(sql`0`),
    held: picoSum("held").notNull().default(sql`0`),
  },
  (t) => [
    unique("caps_subject").on(t.kind, t.subjectId, t.period).nullsNotDistinct(),
    check("caps_kind", sql`${t.kind} in ('run', 'job', 'api_key', 'project', 'organization_month')`),
    check("caps_not_passed", sql`${t.spent} + ${t.held} <= ${t.limit}`),
    check("caps_amounts", sql`${t.spent} >= 0 and ${t.held} >= 0 and ${t.limit} >= 0`),
    ...tenantPolicies(t.orgId),
  ],
);

/** Money reserved before a model call. It lives and dies with its attempt; it has no clock of its own. */
export const holds = pgTable(
  "holds",
  {
    attemptId: uuid("attempt_id")
      .primaryKey()
      .references(() => attempts.id),
    orgId: orgId(),
    amount: picoAmount("amount").notNull(),
    /** The caps it is also held on. */
    capIds: uuid("cap_ids").array().notNull(),
    state: text("state", { enum: ["open", "settled", "released"] }).notNull(),
    createdAt: createdAt(),
    closedAt: at("closed_at"),
  },
  (t) => [
    index("holds_open").on(t.orgId).where(sql`${t.state} = 'open'`),
    check("holds_amount", sql`${t.amount} > 0`),
    check("holds_state", sql`${t.state} in ('open', 'settled', 'released')`),
    check("holds_closed", sql`(${t.state} = 'open') = (${t.closedAt} is null)`),
    ...tenantPolicies(t.orgId),
  ],
);

/** A place money can be. `wallet:<orgId>` per organization; the agency's own begin with `agency:`. */
export const accounts = pgTable(
  "accounts",
  {
    code: text("code").primaryKey(),
    /** NULL for the agency's own accounts. */
    orgId: uuid("org_id").references(() => organizations.id),
    kind: text("kind", { enum: ["asset", "liability", "revenue", "expense"] }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    check("accounts_kind", sql`${t.kind} in ('asset', 'liability', 'revenue', 'expense')`),
    pgPolicy("own_and_agency", {
      for: "select",
      to: appRole,
      using: sql`${t.orgId} is null or ${t.orgId} = ${currentOrg}`,
    }),
    ...systemPolicies(),
  ],
);

/**
 * The ledger: each row moves `amount` from one account to another, so every transfer balances by its shape and
 * all accounts sum to zero. Append only. `debit` gives, `credit` receives.
 */
export const transfers = pgTable(
  "transfers",
  {
    id: id(),
    /** Whose business it belongs to. */
    orgId: orgId(),
    kind: text("kind", {
      enum: [
        "charge",
        "overrun_credit",
        "provider_cost",
        "waste_cost",
        "demo_credit",
        "promotion",
        "promotion_expiry",
        "topup",
        "topup_refund",
        "tax",
        "refund",
        "fault_credit",
        "invoice_payment",
        "invoice_rounding",
      ],
    }).notNull(),
    debit: text("debit")
      .notNull()
      .references(() => accounts.code),
    credit: text("credit")
      .notNull()
      .references(() => accounts.code),
    amount: picoAmount("amount").notNull(),
    /** The attempt that caused it; NULL for others. */
    attemptId: uuid("attempt_id").references(() => attempts.id),
    /** What else caused it, once: an idempotency key, an invoice. NULL when `attemptId` says it. */
    cause: text("cause"),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("transfers_attempt_kind").on(t.attemptId, t.kind),
    uniqueIndex("transfers_cause").on(t.orgId, t.kind, t.cause),
    index("transfers_org_time").on(t.orgId, t.createdAt),
    check("transfers_amount", sql`${t.amount} >= 0`),
    check("transfers_two_accounts", sql`${t.debit} <> ${t.credit}`),
    check("transfers_one_cause", sql`(${t.attemptId} is null) <> (${t.cause} is null)`),
    ...tenantPolicies(t.orgId),
  ],
);

/** The immutable record of one charged model call. One per settled attempt, by its key. */
export const usageEvents = pgTable(
  "usage_events",
  {
    attemptId: uuid("attempt_id")
      .primaryKey()
      .references(() => attempts.id),
    orgId: orgId(),
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    runId: uuid("run_id")
      .notNull()
      .references(() => runs.id),
    stepNo: integer("step_no").notNull(),
    attemptNo: integer("attempt_no").notNull(),
    purpose: text("purpose").notNull(),
    modelId: uuid("model_id")
      .notNull()
      .references(() => models.id),
    /** The tier that was served, which may not be the one asked for. */
    tier: text("tier", { enum: TIERS }).notNull(),
    rateCardId: uuid("rate_card_id")
      .notNull()
      .references(() => rateCards.id),
    /** The agent's. */
    markupBps: integer("markup_bps").notNull(),
    /** Those of model and organization, basis points; each multiplies the sell price by itself. */
    markups: integer("markups").array().notNull().default([]),
    /** The provider's usage JSON, word for word. */
    raw: jsonb("raw").notNull(),
    /** Why a person should look at it (a total that does not add up, an unrated component); NULL when in order. */
    review: text("review"),
    /** What the provider charges the agency for it, at list price. */
    cost: picoAmount("cost").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("usage_events_fact").on(t.runId, t.stepNo, t.attemptNo),
    index("usage_events_org_time").on(t.orgId, t.createdAt),
    index("usage_events_job").on(t.jobId),
    /** For what all organizations together cost in a day. */
    index("usage_events_time").on(t.createdAt),
    ...tenantPolicies(t.orgId),
  ],
);

/** One component of a usage event: quantity × rate / unit = amount, rounded once, half to even. */
export const chargeLines = pgTable(
  "charge_lines",
  {
    eventId: uuid("event_id")
      .notNull()
      .references(() => usageEvents.attemptId),
    component: text("component", { enum: COMPONENTS }).notNull(),
    orgId: orgId(),
    quantity: count("quantity").notNull(),
    /** The effective sell rate, USD per `unit`, exact: multipliers and markup applied. */
    rate: numeric("rate").notNull(),
    /** 1,000,000 tokens or 1,000 calls. */
    unit: integer("unit").notNull(),
    amount: picoAmount("amount").notNull(),
    rateCardId: uuid("rate_card_id")
      .notNull()
      .references(() => rateCards.id),
  },
  (t) => [
    primaryKey({ columns: [t.eventId, t.component] }),
    check("charge_lines_quantity", sql`${t.quantity} >= 0 and ${t.amount} >= 0 and ${t.rate} >= 0`),
    check("charge_lines_unit", sql`${t.unit} in (1000000, 1000)`),
    ...tenantPolicies(t.orgId),
  ],
);

/** Part of a charge that the agency carries instead of the client. */
export const credits = pgTable(
  "credits",
  {
    eventId: uuid("event_id")
      .notNull()
      .references(() => usageEvents.attemptId),
    reason: text("reason").notNull(),
    orgId: orgId(),
    amount: picoAmount("amount").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.eventId, t.reason] }),
    check("credits_amount", sql`${t.amount} > 0`),
    ...tenantPolicies(t.orgId),
  ],
);

/** A model call that the client never pays: what it cost the agency. */
export const waste = pgTable(
  "waste",
  {
    attemptId: uuid("attempt_id")
      .primaryKey()
      .references(() => attempts.id),
    orgId: orgId(),
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    amount: picoAmount("amount").notNull(),
    /** True when the provider reported nothing and the amount is a guess. */
    estimated: boolean("estimated").notNull(),
    reason: text("reason").notNull(),
    /** What the provider had reported; NULL when nothing. */
    raw: jsonb("raw"),
    createdAt: createdAt(),
  },
  (t) => [
    index("waste_job").on(t.jobId),
    index("waste_time").on(t.createdAt),
    check("waste_amount", sql`${t.amount} >= 0`),
    ...tenantPolicies(t.orgId),
  ],
);

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

/** Which usage event is on which invoice: each on one only. */
export const invoiceLines = pgTable(
  "invoice_lines",
  {
    eventId: uuid("event_id")
      .primaryKey()
      .references(() => usageEvents.attemptId),
    invoiceId: uuid("invoice_id")
      .notNull()
      .references(() => invoices.id),
    orgId: orgId(),
    no: integer("no").notNull(),
    /** Σ charge lines − Σ credits of the event. */
    amount: picoAmount("amount").notNull(),
  },
  (t) => [unique("invoice_lines_no").on(t.invoiceId, t.no), ...tenantPolicies(t.orgId)],
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
