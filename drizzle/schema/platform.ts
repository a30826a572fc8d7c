import { index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, id, systemPolicies, tenantPolicies } from "./columns";
import { organizations } from "./organizations";

/** Who changed money, membership, prices or agents. Append only. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: id(),
    /** NULL for changes of the installation itself. */
    orgId: uuid("org_id").references(() => organizations.id),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    data: jsonb("data").notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("audit_log_org").on(t.orgId, t.createdAt), ...tenantPolicies(t.orgId)],
);

/** Worker processes, by their last sign of life. */
export const workers = pgTable(
  "workers",
  {
    id: id(),
    pid: integer("pid").notNull(),
    host: text("host").notNull(),
    startedAt: at("started_at").notNull(),
    seenAt: at("seen_at").notNull(),
  },
  () => systemPolicies(),
);
