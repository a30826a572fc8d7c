import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, tenantPolicies } from "./columns";
import { files } from "./files";
import { jobId } from "./references";
import { runs } from "./runs";
import { orgId } from "./tenant";

/** What a run hands over, or wanted to hand over when its last round was over: then it failed, and the client may take it all the same. */
export const deliverables = pgTable(
  "deliverables",
  {
    runId: uuid("run_id")
      .primaryKey()
      .references(() => runs.id),
    orgId: orgId(),
    jobId: jobId(),
    summary: text("summary").notNull(),
    createdAt: createdAt(),
    /** Why the verification that the client wanted could not be had; NULL when none was wanted or it was had. */
    unverified: text("unverified"),
    /** Why it does not meet the acceptance criteria, so that the run failed; NULL when it does, or none stand. */
    unmet: text("unmet").array(),
    /** NULL until the client accepts it. */
    acceptedAt: at("accepted_at"),
  },
  (t) => [
    index("deliverables_job").on(t.jobId),
    check("deliverables_unmet", sql`cardinality(${t.unmet}) > 0`),
    ...tenantPolicies(t.orgId),
  ],
);

export const deliverableFiles = pgTable(
  "deliverable_files",
  {
    orgId: orgId(),
    runId: uuid("run_id")
      .notNull()
      .references(() => deliverables.runId),
    fileId: uuid("file_id")
      .notNull()
      .references(() => files.id),
    position: integer("position").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.position] }), ...tenantPolicies(t.orgId)],
);
