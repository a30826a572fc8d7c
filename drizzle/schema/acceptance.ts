import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { attempts } from "./attempts";
import { createdAt, tenantPolicies } from "./columns";
import { runId } from "./references";
import { orgId } from "./tenant";

/** What a verifier said of the work that a run's step wanted to hand over. Written with its charge, so it is never asked twice. */
export const verdicts = pgTable(
  "verdicts",
  {
    runId: runId(),
    stepNo: integer("step_no").notNull(),
    orgId: orgId(),
    attemptId: uuid("attempt_id")
      .notNull()
      .unique()
      .references(() => attempts.id),
    passed: boolean("passed").notNull(),
    reasons: text("reasons").array().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.stepNo] }), ...tenantPolicies(t.orgId)],
);

/** Work that was not handed over because it did not meet the job's acceptance criteria. One is one round. */
export const rejections = pgTable(
  "rejections",
  {
    runId: runId(),
    /** The step that wanted to hand it over. */
    stepNo: integer("step_no").notNull(),
    orgId: orgId(),
    /** As the agent reads them; at least one. */
    reasons: text("reasons").array().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.stepNo] }),
    check("rejections_reasons", sql`cardinality(${t.reasons}) > 0`),
    ...tenantPolicies(t.orgId),
  ],
);
