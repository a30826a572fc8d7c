import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, id, picoSum, tenantPolicies } from "./columns";
import { caps } from "./ledger";
import { orgId } from "./tenant";

/** What an organization groups its jobs by, for budgets and cost centres. */
export const projects = pgTable(
  "projects",
  {
    id: id(),
    orgId: orgId(),
    name: text("name").notNull(),
    /** The tag a finance department books it under; NULL when none. */
    costCentre: text("cost_centre"),
    createdAt: createdAt(),
    /** NULL while jobs can be posted to it. */
    archivedAt: at("archived_at"),
  },
  (t) => [unique("projects_name").on(t.orgId, t.name), ...tenantPolicies(t.orgId)],
);

/**
 * What an organization wants capped. A budget for a month has a cap (`caps`) of its own each month, opened by the first
 * reserve; the others have one for good.
 */
export const budgets = pgTable(
  "budgets",
  {
    id: id(),
    orgId: orgId(),
    kind: text("kind", { enum: ["api_key", "project", "organization_month"] }).notNull(),
    /** The key or project; the organization for a month. */
    subjectId: uuid("subject_id").notNull(),
    limit: picoSum("limit").notNull(),
    /** Soft alerts, in whole percent of the limit. */
    alertPercents: integer("alert_percents").array().notNull().default(sql`'{50,80,100}'::integer[]`),
    createdAt: createdAt(),
  },
  (t) => [
    unique("budgets_subject").on(t.kind, t.subjectId),
    check("budgets_limit", sql`${t.limit} >= 0`),
    ...tenantPolicies(t.orgId),
  ],
);

/** A soft alert that went off: once for each cap, percentage and limit, so that a raised limit warns again. */
export const capAlerts = pgTable(
  "cap_alerts",
  {
    capId: uuid("cap_id")
      .notNull()
      .references(() => caps.id),
    percent: integer("percent").notNull(),
    /** Of the cap when it went off. */
    limit: picoSum("limit").notNull(),
    orgId: orgId(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.capId, t.percent, t.limit] }),
    index("cap_alerts_org").on(t.orgId),
    ...tenantPolicies(t.orgId),
  ],
);
