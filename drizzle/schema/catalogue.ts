import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { COMPONENTS, MODEL_KINDS, TIERS, WIRE_APIS } from "#kernel";
import { at, createdAt, id, picoAmount, publicPolicies } from "./columns";
import { organizations } from "./organizations";

/** What an agent thinks with. Limits in tokens. */
export const models = pgTable(
  "models",
  {
    id: id(),
    provider: text("provider").notNull(),
    /** The provider's own name for it. */
    modelId: text("model_id").notNull(),
    name: text("name").notNull(),
    kind: text("kind", { enum: MODEL_KINDS }).notNull(),
    api: text("api", { enum: WIRE_APIS }).notNull(),
    contextWindow: integer("context_window").notNull(),
    maxOutput: integer("max_output").notNull(),
    /** Where limits and prices are from, for people. */
    source: text("source").notNull(),
    /** What to ask the server for where that is only known at run time (a local model); NULL where `modelId` says it. */
    servedAs: text("served_as"),
    /** NULL when in order; else why it is off duty although its provider could be reached (an unrated component, say). */
    offDutyReason: text("off_duty_reason"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("models_provider_model").on(t.provider, t.modelId),
    check("models_limits", sql`${t.contextWindow} > 0 and ${t.maxOutput} > 0`),
    ...publicPolicies(),
  ],
);

/** A price list in force in `[validFrom, validTo)` once it is confirmed. A published card never changes. */
export const rateCards = pgTable(
  "rate_cards",
  {
    id: id(),
    version: integer("version").notNull().unique(),
    validFrom: at("valid_from").notNull(),
    /** NULL while it has no successor. Set once, when the next card is published. */
    validTo: at("valid_to"),
    note: text("note").notNull(),
    createdAt: createdAt(),
    /** NULL while it is provisional: announced for `validFrom`, but never in force by itself. */
    confirmedAt: at("confirmed_at").defaultNow(),
    /** When a provisional card was given up (announced prices are cancelled at times); NULL otherwise. */
    withdrawnAt: at("withdrawn_at"),
  },
  (t) => [
    check("rate_cards_period", sql`${t.validTo} is null or ${t.validTo} > ${t.validFrom}`),
    check("rate_cards_provisional", sql`${t.confirmedAt} is not null or ${t.validTo} is null`),
    check("rate_cards_withdrawn", sql`${t.withdrawnAt} is null or ${t.confirmedAt} is null`),
    ...publicPolicies(),
  ],
);

/** The list price of one component of one model in one tier. */
export const rates = pgTable(
  "rates",
  {
    id: id(),
    rateCardId: uuid("rate_card_id")
      .notNull()
      .references(() => rateCards.id),
    modelId: uuid("model_id")
      .notNull()
      .references(() => models.id),
    tier: text("tier", { enum: TIERS }).notNull(),
    component: text("component", { enum: COMPONENTS }).notNull(),
    /** Picodollars per token (or per call, for a fee): USD per million × 10^6 is whole by the six-decimals rule. */
    price: picoAmount("price").notNull(),
    /** What it is sold for before markups, in the same unit; NULL: for `price`, which is what the provider charges. */
    sellPrice: picoAmount("sell_price"),
    /** The long-context line holds when total input passes this many tokens; NULL on the base line. */
    aboveInput: integer("above_input"),
    /** How the threshold is passed; NULL on the base line. */
    aboveOperator: text("above_operator", { enum: [">", ">="] }),
  },
  (t) => [
    unique("rates_line").on(t.rateCardId, t.modelId, t.tier, t.component, t.aboveInput).nullsNotDistinct(),
    index("rates_model").on(t.modelId),
    check("rates_price", sql`${t.price} >= 0 and ${t.sellPrice} >= 0`),
    check("rates_threshold", sql`(${t.aboveInput} is null) = (${t.aboveOperator} is null)`),
    ...publicPolicies(),
  ],
);

/** A listing. What it is stands in its versions. */
export const agents = pgTable(
  "agents",
  {
    id: id(),
    /** The publisher. */
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    slug: text("slug").notNull().unique(),
    publisherName: text("publisher_name").notNull(),
    listing: text("listing", { enum: ["listed", "unlisted"] }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [check("agents_slug", sql`${t.slug} ~ '^[a-z0-9][a-z0-9-]{0,62}$'`), ...publicPolicies()],
);

/** A text file of an agent's folder. `path` is relative to the folder, with forward slashes: AGENT.md, skills/charting/SKILL.md. */
export type AgentFile = { readonly path: string; readonly content: string };

/** One edition of an agent; the highest version is the one for hire, and a run pins the one it was hired with. */
export const agentVersions = pgTable(
  "agent_versions",
  {
    id: id(),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    version: integer("version").notNull(),
    name: text("name").notNull(),
    role: text("role").notNull(),
    grade: text("grade", { enum: ["trainee", "junior", "senior", "principal"] }).notNull(),
    /** One or two sentences for the roster. */
    pitch: text("pitch").notNull(),
    skills: text("skills").array().notNull(),
    tools: text("tools").array().notNull(),
    instructions: text("instructions").notNull(),
    modelId: uuid("model_id")
      .notNull()
      .references(() => models.id),
    /** Integer basis points on the list price: 2500 sells at 1.25 times. */
    markupBps: integer("markup_bps").notNull(),
    maxSteps: integer("max_steps").notNull(),
    /** Tokens. */
    maxOutputPerStep: integer("max_output_per_step").notNull(),
    /** Its folder word for word, by path; NULL for editions from before agents were files. */
    files: jsonb("files").$type<readonly AgentFile[]>(),
    /** Whether it came with the agency or somebody imported it. What was imported, a new release does not replace. */
    origin: text("origin", { enum: ["shipped", "imported"] })
      .notNull()
      .default("shipped"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("agent_versions_no").on(t.agentId, t.version),
    check("agent_versions_limits", sql`${t.markupBps} >= 0 and ${t.maxSteps} > 0 and ${t.maxOutputPerStep} >= 1024`),
    ...publicPolicies(),
  ],
);
