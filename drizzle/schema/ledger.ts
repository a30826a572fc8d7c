import { sql } from "drizzle-orm";
import { check, index, pgPolicy, pgTable, smallint, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { attempts } from "./attempts";
import { appRole, at, createdAt, currentOrg, id, picoAmount, picoSum, systemPolicies, tenantPolicies } from "./columns";
import { organizations } from "./organizations";
import { orgId } from "./tenant";

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
    /** What payers have back and the wallet could not give up: above zero nothing new is held. It is no part of `posted`. */
    owed: picoSum("owed").notNull().default(sql`0`),
  },
  (t) => [
    check("wallets_available", sql`${t.posted} - ${t.held} + ${t.creditLimit} >= 0`),
    check("wallets_held", sql`${t.held} >= 0`),
    check("wallets_promotional", sql`${t.promotional} >= 0`),
    check("wallets_credit_limit", sql`${t.creditLimit} >= 0`),
    check("wallets_owed", sql`${t.owed} >= 0`),
    index("wallets_owing").on(t.orgId).where(sql`${t.owed} > 0`),
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
        "chargeback",
        "chargeback_fee",
        "tax",
        "refund",
        "fault_credit",
        "rerate",
        "rerate_credit",
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
