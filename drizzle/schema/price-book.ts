import { sql } from "drizzle-orm";
import { check, index, integer, pgPolicy, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { COMPONENTS, TIERS } from "#kernel";
import { rateCards } from "./catalogue";
import { appRole, at, createdAt, currentOrg, currentOrgs, groupRole, id, systemPolicies } from "./columns";
import { modelId } from "./references";

/** A price list in the making. What is published of it is a rate card, which never changes. */
export const priceDrafts = pgTable(
  "price_drafts",
  {
    id: id(),
    note: text("note").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    /** NULL while it can be edited; then the card that was made of it. */
    publishedAs: uuid("published_as").references(() => rateCards.id),
  },
  () => systemPolicies(),
);

/** A line of a draft, with prices as they were entered: what is wrong with them is told by line before publishing. */
export const priceDraftLines = pgTable(
  "price_draft_lines",
  {
    id: id(),
    draftId: uuid("draft_id")
      .notNull()
      .references(() => priceDrafts.id),
    modelId: modelId(),
    tier: text("tier", { enum: TIERS }).notNull(),
    component: text("component", { enum: COMPONENTS }).notNull(),
    /** What the provider charges the agency: USD per 1,000,000 tokens, or per 1,000 calls of a fee. */
    cost: text("cost").notNull(),
    /** What it is sold for before markups, in the same unit; NULL: for the cost price. */
    sell: text("sell"),
    /** The total input above which it prices the whole request; NULL on the base line. */
    aboveInput: integer("above_input"),
    aboveOperator: text("above_operator", { enum: [">", ">="] }),
  },
  (t) => [
    unique("price_draft_lines_line").on(t.draftId, t.modelId, t.tier, t.component, t.aboveInput).nullsNotDistinct(),
    index("price_draft_lines_model").on(t.modelId),
    check("price_draft_lines_threshold", sql`(${t.aboveInput} is null) = (${t.aboveOperator} is null)`),
    ...systemPolicies(),
  ],
);

/** What is put on the sell price of a model, or of all that an organization buys. No row: nothing. */
export const markups = pgTable(
  "markups",
  {
    kind: text("kind", { enum: ["model", "organization"] }).notNull(),
    /** The model or the organization. */
    subjectId: uuid("subject_id").notNull(),
    /** Basis points; below zero is a discount. */
    bps: integer("bps").notNull(),
    setBy: text("set_by").notNull(),
    setAt: at("set_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.subjectId] }),
    check("markups_bps", sql`${t.bps} between -9999 and 100000`),
    pgPolicy("models_and_own", {
      for: "select",
      to: appRole,
      using: sql`${t.kind} = 'model' or ${t.subjectId} = ${currentOrg}`,
    }),
    pgPolicy("models_and_own_of_several", {
      for: "select",
      to: groupRole,
      using: sql`${t.kind} = 'model' or ${t.subjectId} = any (${currentOrgs})`,
    }),
    ...systemPolicies(),
  ],
);
