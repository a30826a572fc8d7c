import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, tenantPolicies } from "./columns";
import { jobId } from "./references";
import { orgId } from "./tenant";

/** What happened on a job, in order. Append only; viewers resume from the last `seq` they saw. */
export const events = pgTable(
  "events",
  {
    jobId: jobId(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    orgId: orgId(),
    /** NULL for what concerns the whole job. */
    runId: uuid("run_id"),
    type: text("type").notNull(),
    data: jsonb("data").notNull(),
    at: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.seq] }), index("events_org").on(t.orgId, t.at), ...tenantPolicies(t.orgId)],
);
