import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  numeric,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { COMPONENTS } from "#kernel";
import { models } from "./catalogue";
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
import { invoices } from "./invoices";
import { organizations } from "./organizations";
import { rateCardId } from "./references";
import { orgId } from "./tenant";
import { usageEvents } from "./usage";

/** Stands for NULL where NULLs have to be equal. */
const ANY = sql`'00000000-0000-0000-0000-000000000000'::uuid`;

/** An operator's word that a period should have been charged by another card. It posts deltas and edits nothing. */
export const rerates = pgTable(
  "rerates",
  {
    id: id(),
    /** The card that should have held. */
    rateCardId: rateCardId(),
    /** `[from, to)` of when calls were charged. */
    periodFrom: at("period_from").notNull(),
    periodTo: at("period_to").notNull(),
    /** NULL: of all models. */
    modelId: uuid("model_id").references(() => models.id),
    /** NULL: of all organizations. Not `org_id`, because it is the operator's. */
    onlyOrgId: uuid("only_org_id").references(() => organizations.id),
    /** For the clients too. */
    reason: text("reason").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    /** NULL while it is under way. */
    endedAt: at("ended_at"),
  },
  (t) => [
    check("rerates_period", sql`${t.periodFrom} < ${t.periodTo} and ${t.periodTo} <= ${t.createdAt}`),
    /** A form that is sent twice begins one. */
    uniqueIndex("rerates_same_under_way")
      .on(
        t.rateCardId,
        t.periodFrom,
        t.periodTo,
        sql`coalesce(${t.modelId}, ${ANY})`,
        sql`coalesce(${t.onlyOrgId}, ${ANY})`,
      )
      .where(sql`${t.endedAt} is null`),
    pgPolicy("whoever_it_touches", {
      for: "select",
      to: appRole,
      using: sql`exists (select from rerate_organizations o where o.rerate_id = ${t.id} and o.org_id = ${currentOrg})`,
    }),
    ...systemPolicies(),
  ],
);

/** How far a re-rating has come with an organization. The only part of it that changes. */
export const rerateOrganizations = pgTable(
  "rerate_organizations",
  {
    rerateId: uuid("rerate_id")
      .notNull()
      .references(() => rerates.id),
    orgId: orgId(),
    /** The last call that was looked at; NULL before the first. */
    lastAt: at("last_at"),
    lastEventId: uuid("last_event_id"),
    calls: integer("calls").notNull().default(0),
    /** Calls that the card has no rate for: they stay as they were charged. */
    unpriced: integer("unpriced").notNull().default(0),
    /** Calls that got a delta. */
    adjusted: integer("adjusted").notNull().default(0),
    /** Σ re-rated − billed. */
    delta: picoSum("delta").notNull().default(sql`0`),
    /** What of `delta` moved no money. */
    credited: picoSum("credited").notNull().default(sql`0`),
    /** How often in a row its calls could not be re-rated, why not the last time, and when that is tried again. */
    failures: integer("failures").notNull().default(0),
    failure: text("failure"),
    nextTryAt: at("next_try_at"),
    /** Who left the rest of it out, and why; NULL when nobody did. */
    leftOutBy: text("left_out_by"),
    leftOutReason: text("left_out_reason"),
    /** NULL while calls may be left. */
    endedAt: at("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.rerateId, t.orgId] }),
    index("rerate_organizations_open").on(t.orgId).where(sql`${t.endedAt} is null`),
    check("rerate_organizations_failure", sql`(${t.failures} = 0) = (${t.failure} is null) and ${t.failures} >= 0`),
    check(
      "rerate_organizations_left_out",
      sql`(${t.leftOutBy} is null) = (${t.leftOutReason} is null) and (${t.leftOutBy} is null or ${t.endedAt} is not null)`,
    ),
    check("rerate_organizations_last", sql`(${t.lastAt} is null) = (${t.lastEventId} is null)`),
    ...tenantPolicies(t.orgId),
  ],
);

/** What a re-rating makes of one call: another price, and so a difference to what was billed until then. Append only. */
export const rerateDeltas = pgTable(
  "rerate_deltas",
  {
    id: id(),
    rerateId: uuid("rerate_id").notNull(),
    eventId: uuid("event_id")
      .notNull()
      .references(() => usageEvents.attemptId),
    orgId: orgId(),
    /** The call's first delta is 1, its next one 2: each begins where the one before left. */
    no: integer("no").notNull(),
    /** Σ charge lines, or what the delta before this one made of them. */
    billed: picoAmount("billed").notNull(),
    /** Σ its lines. */
    rerated: picoAmount("rerated").notNull(),
    /**
     * What of `rerated − billed` moves no money, with its sign: what wallet and caps did not afford is the agency's expense
     * (above zero), what the client had got back before is not given back twice (below zero).
     */
    credited: picoAmount("credited").notNull(),
    /** What the wallet pays; below zero, what it gets back. */
    amount: picoAmount("amount").notNull().generatedAlwaysAs(sql`rerated - billed - credited`),
    createdAt: createdAt(),
  },
  (t) => [
    unique("rerate_deltas_once").on(t.rerateId, t.eventId),
    unique("rerate_deltas_owner").on(t.id, t.orgId),
    unique("rerate_deltas_no").on(t.eventId, t.no),
    index("rerate_deltas_org").on(t.orgId),
    foreignKey({
      name: "rerate_deltas_rerate",
      columns: [t.rerateId, t.orgId],
      foreignColumns: [rerateOrganizations.rerateId, rerateOrganizations.orgId],
    }),
    check("rerate_deltas_first", sql`${t.no} >= 1`),
    check("rerate_deltas_prices", sql`${t.billed} >= 0 and ${t.rerated} >= 0 and ${t.billed} <> ${t.rerated}`),
    check(
      "rerate_deltas_credited",
      sql`${t.credited} between least(0, ${t.rerated} - ${t.billed}) and greatest(0, ${t.rerated} - ${t.billed})`,
    ),
    ...tenantPolicies(t.orgId),
  ],
);

/** One component of a re-rated call, as a charge line: quantity × rate / unit = amount, rounded once, half to even. */
export const rerateLines = pgTable(
  "rerate_lines",
  {
    deltaId: uuid("delta_id").notNull(),
    component: text("component", { enum: COMPONENTS }).notNull(),
    orgId: orgId(),
    quantity: count("quantity").notNull(),
    rate: numeric("rate").notNull(),
    unit: integer("unit").notNull(),
    amount: picoAmount("amount").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.deltaId, t.component] }),
    foreignKey({
      name: "rerate_lines_delta",
      columns: [t.deltaId, t.orgId],
      foreignColumns: [rerateDeltas.id, rerateDeltas.orgId],
    }),
    check("rerate_lines_quantity", sql`${t.quantity} >= 0 and ${t.amount} >= 0 and ${t.rate} >= 0`),
    check("rerate_lines_unit", sql`${t.unit} in (1000000, 1000)`),
    ...tenantPolicies(t.orgId),
  ],
);

/** Which delta is on which invoice: each on one only, and not before its call is on one. */
export const invoiceAdjustments = pgTable(
  "invoice_adjustments",
  {
    deltaId: uuid("delta_id").primaryKey(),
    invoiceId: uuid("invoice_id")
      .notNull()
      .references(() => invoices.id),
    orgId: orgId(),
    no: integer("no").notNull(),
    /** The delta's. */
    amount: picoAmount("amount").notNull(),
  },
  (t) => [
    unique("invoice_adjustments_no").on(t.invoiceId, t.no),
    foreignKey({
      name: "invoice_adjustments_delta",
      columns: [t.deltaId, t.orgId],
      foreignColumns: [rerateDeltas.id, rerateDeltas.orgId],
    }),
    ...tenantPolicies(t.orgId),
  ],
);
