import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { COMPONENTS, TIERS } from "#kernel";
import { attempts } from "./attempts";
import { count, createdAt, picoAmount, tenantPolicies } from "./columns";
import { jobId, modelId, rateCardId, runId } from "./references";
import { orgId } from "./tenant";

/** The immutable record of one charged model call. One per settled attempt, by its key. */
export const usageEvents = pgTable(
  "usage_events",
  {
    attemptId: uuid("attempt_id")
      .primaryKey()
      .references(() => attempts.id),
    orgId: orgId(),
    jobId: jobId(),
    runId: runId(),
    stepNo: integer("step_no").notNull(),
    attemptNo: integer("attempt_no").notNull(),
    purpose: text("purpose").notNull(),
    modelId: modelId(),
    /** The tier that was served, which may not be the one asked for. */
    tier: text("tier", { enum: TIERS }).notNull(),
    rateCardId: rateCardId(),
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
    rateCardId: rateCardId(),
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
    jobId: jobId(),
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
