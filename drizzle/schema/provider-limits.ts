import { sql } from "drizzle-orm";
import { bigint, check, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { models } from "./catalogue";
import { at, count, systemPolicies } from "./columns";

/** How much of a provider, or of one of its models, the agency may use in any 60 seconds. No row: as much as it gives. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    /** The model's id, or the provider's name where all of its models share it. */
    subject: text("subject").primaryKey(),
    provider: text("provider").notNull(),
    /** NULL where it is the provider's. */
    modelId: uuid("model_id").references(() => models.id),
    /** NULL: any number. */
    requestsPerMinute: integer("requests_per_minute"),
    /** Input and output together; NULL: any number. */
    tokensPerMinute: count("tokens_per_minute"),
    setBy: text("set_by").notNull(),
    setAt: at("set_at").notNull().defaultNow(),
  },
  (t) => [
    check("rate_limits_subject", sql`${t.subject} = coalesce(${t.modelId}::text, ${t.provider})`),
    check("rate_limits_some", sql`num_nonnulls(${t.requestsPerMinute}, ${t.tokensPerMinute}) > 0`),
    check("rate_limits_positive", sql`${t.requestsPerMinute} > 0 and ${t.tokensPerMinute} > 0`),
    ...systemPolicies(),
  ],
);

/** What was taken of a limit, by the second: all workers add theirs. Older rows than the window are removed. */
export const rateUses = pgTable(
  "rate_uses",
  {
    subject: text("subject")
      .notNull()
      .references(() => rateLimits.subject, { onDelete: "cascade" }),
    /** Since the epoch. */
    second: bigint("second", { mode: "number" }).notNull(),
    requests: integer("requests").notNull(),
    /** Estimated when a call begins, corrected to what it used when it ends. */
    tokens: count("tokens").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subject, t.second] }),
    check("rate_uses_counts", sql`${t.requests} >= 0 and ${t.tokens} >= 0`),
    ...systemPolicies(),
  ],
);

/** A model that nobody calls before a moment: its provider asked for that, or could not be reached. */
export const coolDowns = pgTable(
  "cool_downs",
  {
    modelId: uuid("model_id")
      .primaryKey()
      .references(() => models.id),
    until: at("until").notNull(),
    cause: text("cause", { enum: ["rate_limited", "outage"] }).notNull(),
    /** How many cool-downs have followed each other until this one, itself included: each is longer than the one before. */
    strikes: integer("strikes").notNull(),
  },
  (t) => [
    check("cool_downs_cause", sql`${t.cause} in ('rate_limited', 'outage')`),
    check("cool_downs_strikes", sql`${t.strikes} > 0`),
    ...systemPolicies(),
  ],
);
