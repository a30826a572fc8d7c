import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, tenantPolicies } from "./columns";
import { jobs } from "./jobs";
import { organizations } from "./organizations";

/** What happened on a job, in order. Append only; viewers resume from the last `seq` they saw. */
export const events = pgTable(
  "events",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    seq: bigint("seq", { mode: "number" }).notNull(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    /** NULL for what concerns the whole job. */
    runId: uuid("run_id"),
    type: text("type").notNull(),
    data: jsonb("data").notNull(),
    at: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.seq] }), index("events_org").on(t.orgId, t.at), ...tenantPolicies(t.orgId)],
);
