import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, id, picoAmount, systemPolicies, tenantPolicies } from "./columns";
import { holds } from "./ledger";
import { orgId } from "./tenant";

const CHARGEBACK_STATES = ["open", "won", "lost"] as const;

/** Money paid into a wallet, or on its way. The wallet moves once, when it becomes `paid`. */
export const topups = pgTable(
  "topups",
  {
    id: id(),
    orgId: orgId(),
    method: text("method", { enum: ["stripe", "bank", "demo"] }).notNull(),
    /** What was asked for. */
    amount: picoAmount("amount").notNull(),
    state: text("state", { enum: ["pending", "paid", "failed", "expired", "refunded"] }).notNull(),
    /** What arrived, and so what the wallet was credited; NULL until it has. */
    paid: picoAmount("paid"),
    /** What has been given back to the payer in all, as far as we have heard. */
    refunded: picoAmount("refunded").notNull().default(sql`0`),
    /** What of `refunded` the wallet has given up; the organization owes the rest. */
    returned: picoAmount("returned").notNull().default(sql`0`),
    /** What the payer's bank has taken back and not given again, as far as we have heard. Falls when a chargeback is won. */
    chargedBack: picoAmount("charged_back").notNull().default(sql`0`),
    /** What of `chargedBack` the wallet has given up; the organization owes the rest. */
    recovered: picoAmount("recovered").notNull().default(sql`0`),
    /** How far the bank's claims on it have come; NULL when there is none. */
    chargeback: text("chargeback", { enum: CHARGEBACK_STATES }),
    /** True when the wallet asked for it by itself. */
    automatic: boolean("automatic").notNull().default(false),
    /** Stripe's checkout session; NULL for other methods. */
    stripeSession: text("stripe_session"),
    stripePaymentIntent: text("stripe_payment_intent"),
    /** The transfer's reference or why it failed, for people; NULL when there is nothing to say. */
    note: text("note"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    /** NULL while pending. */
    endedAt: at("ended_at"),
  },
  (t) => [
    unique("topups_session").on(t.stripeSession),
    unique("topups_intent").on(t.stripePaymentIntent),
    /** A wallet fills itself once at a time. */
    uniqueIndex("topups_one_automatic").on(t.orgId).where(sql`${t.automatic} and ${t.state} = 'pending'`),
    /** A bank transfer is recorded once, whoever its receiver. */
    uniqueIndex("topups_bank_reference").on(t.note).where(sql`${t.method} = 'bank'`),
    index("topups_org").on(t.orgId, t.createdAt),
    index("topups_owed").on(t.orgId).where(sql`${t.refunded} > ${t.returned} or ${t.chargedBack} <> ${t.recovered}`),
    check("topups_amount", sql`${t.amount} > 0`),
    check("topups_state", sql`${t.state} in ('pending', 'paid', 'failed', 'expired', 'refunded')`),
    check("topups_paid", sql`(${t.state} in ('paid', 'refunded')) = (${t.paid} is not null)`),
    check("topups_returned", sql`${t.returned} >= 0 and ${t.returned} <= least(${t.refunded}, coalesce(${t.paid}, 0))`),
    check("topups_recovered", sql`${t.recovered} >= 0 and ${t.recovered} <= coalesce(${t.paid}, 0)`),
    check("topups_chargeback", sql`${t.chargedBack} >= 0 and ${t.chargeback} in ('open', 'won', 'lost')`),
    check("topups_ended", sql`(${t.state} = 'pending') = (${t.endedAt} is null)`),
    ...tenantPolicies(t.orgId),
  ],
);

/** Webhooks of Stripe that were taken, by Stripe's own id: each counts once. */
export const stripeEvents = pgTable(
  "stripe_events",
  {
    id: text("id").primaryKey(),
    type: text("type").notNull(),
    receivedAt: createdAt(),
  },
  () => systemPolicies(),
);

/**
 * Claims of payers' banks on payments by card, as Stripe tells of them. They name the payment and not the top-up, and may be
 * heard of before it: the two find each other by `payment_intent`. What is told only grows.
 */
export const chargebacks = pgTable(
  "chargebacks",
  {
    /** Stripe's id of it. */
    id: text("id").primaryKey(),
    paymentIntent: text("payment_intent").notNull(),
    amount: picoAmount("amount").notNull(),
    /** Whether the bank has taken the money back. */
    withdrawn: boolean("withdrawn").notNull(),
    /** Whether it has given the money again. */
    reinstated: boolean("reinstated").notNull(),
    state: text("state", { enum: CHARGEBACK_STATES }).notNull(),
    /** The bank's word for why, as Stripe codes it. */
    reason: text("reason"),
    createdAt: createdAt(),
  },
  (t) => [
    index("chargebacks_intent").on(t.paymentIntent),
    check("chargebacks_amount", sql`${t.amount} >= 0`),
    check("chargebacks_state", sql`${t.state} in ('open', 'won', 'lost')`),
    ...systemPolicies(),
  ],
);

/** When a wallet fills itself. */
export const autoTopups = pgTable(
  "auto_topups",
  {
    orgId: orgId().primaryKey(),
    /** It fills up when less than this is available. */
    threshold: picoAmount("threshold").notNull(),
    amount: picoAmount("amount").notNull(),
    stripeCustomer: text("stripe_customer"),
    stripePaymentMethod: text("stripe_payment_method"),
    enabled: boolean("enabled").notNull().default(false),
    /** Not tried again before this moment, after a failure; NULL when it may at once. */
    pausedUntil: at("paused_until"),
  },
  (t) => [check("auto_topups_amounts", sql`${t.threshold} > 0 and ${t.amount} > 0`), ...tenantPolicies(t.orgId)],
);

/** Credit that was given and may expire. It is spent before paid money, the soonest to expire first. */
export const promotions = pgTable(
  "promotions",
  {
    id: id(),
    orgId: orgId(),
    name: text("name").notNull(),
    amount: picoAmount("amount").notNull(),
    /** Not spent yet, held parts included. */
    remaining: picoAmount("remaining").notNull(),
    /** Held by open holds; it does not expire meanwhile. */
    held: picoAmount("held").notNull().default(sql`0`),
    /** NULL when it never does. */
    expiresAt: at("expires_at"),
    /** Once for each cause. */
    cause: text("cause").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("promotions_cause").on(t.orgId, t.cause),
    index("promotions_live").on(t.orgId, t.expiresAt).where(sql`${t.remaining} > 0`),
    check(
      "promotions_amounts",
      sql`${t.amount} > 0 and ${t.held} >= 0 and ${t.remaining} >= ${t.held} and ${t.remaining} <= ${t.amount}`,
    ),
    ...tenantPolicies(t.orgId),
  ],
);

/** Which promotions an open hold draws on. */
export const holdDraws = pgTable(
  "hold_draws",
  {
    attemptId: uuid("attempt_id")
      .notNull()
      .references(() => holds.attemptId),
    promotionId: uuid("promotion_id")
      .notNull()
      .references(() => promotions.id),
    orgId: orgId(),
    amount: picoAmount("amount").notNull(),
    /** What of it the settled charge took; NULL while the hold is open. */
    spent: picoAmount("spent"),
  },
  (t) => [
    primaryKey({ columns: [t.attemptId, t.promotionId] }),
    check(
      "hold_draws_amount",
      sql`${t.amount} > 0 and (${t.spent} is null or (${t.spent} >= 0 and ${t.spent} <= ${t.amount}))`,
    ),
    ...tenantPolicies(t.orgId),
  ],
);
