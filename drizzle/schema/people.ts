import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, createdAt, id, tenantPolicies } from "./columns";
import { jobs } from "./jobs";
import { jobId, runId } from "./references";
import { toolCalls } from "./steps";
import { orgId } from "./tenant";

/** What a run needs from outside before it can go on. It goes on when none of its waits is open. */
export const waits = pgTable(
  "waits",
  {
    id: id(),
    orgId: orgId(),
    jobId: jobId(),
    runId: runId(),
    /** What the run's own reason is while it waits for this. */
    reason: text("reason", { enum: ["question", "approval", "crew"] }).notNull(),
    /** The step it came up in. */
    stepNo: integer("step_no").notNull(),
    /** The tool call whose answer or permission it is; NULL when it is about the step's model call itself. */
    position: integer("position"),
    /** `WaitSubject` of hiring: what is asked for, by its kind. */
    subject: jsonb("subject").notNull(),
    createdAt: createdAt(),
    /** NULL while it is open. */
    resolvedAt: at("resolved_at"),
    /** Who resolved it, for people; NULL while it is open. */
    resolvedBy: text("resolved_by"),
    /** `WaitResolution` of hiring; NULL while it is open. */
    resolution: jsonb("resolution"),
  },
  (t) => [
    foreignKey({
      name: "waits_call",
      columns: [t.runId, t.stepNo, t.position],
      foreignColumns: [toolCalls.runId, toolCalls.stepNo, toolCalls.position],
    }),
    uniqueIndex("waits_one_open").on(t.runId, t.stepNo, t.position).where(sql`${t.resolvedAt} is null`),
    index("waits_job").on(t.jobId),
    check("waits_reason", sql`${t.reason} in ('question', 'approval', 'crew')`),
    check("waits_resolved", sql`num_nulls(${t.resolvedAt}, ${t.resolvedBy}, ${t.resolution}) in (0, 3)`),
    ...tenantPolicies(t.orgId),
  ],
);

/** What a client wrote to a run while it worked: a user turn of its conversation from the step on that was asked with it. */
export const messages = pgTable(
  "messages",
  {
    id: id(),
    orgId: orgId(),
    jobId: jobId(),
    runId: runId(),
    /** Order in the run, from 1. */
    no: integer("no").notNull(),
    text: text("text").notNull(),
    postedBy: text("posted_by").notNull(),
    createdAt: createdAt(),
    /** The first step that was asked with it; NULL while the agent has not seen it. */
    seenAtStep: integer("seen_at_step"),
  },
  (t) => [
    unique("messages_no").on(t.runId, t.no),
    check("messages_no_from_1", sql`${t.no} >= 1`),
    ...tenantPolicies(t.orgId),
  ],
);

/** A client's complaint about what was delivered; one a job. */
export const disputes = pgTable(
  "disputes",
  {
    jobId: uuid("job_id")
      .primaryKey()
      .references(() => jobs.id),
    orgId: orgId(),
    reason: text("reason").notNull(),
    openedBy: text("opened_by").notNull(),
    createdAt: createdAt(),
    /** `withdrawn`: the client accepted after all. NULL while it is open. */
    outcome: text("outcome", { enum: ["refunded", "rejected", "withdrawn"] }),
    /** The staff's reasons, for the client; NULL while it is open. */
    note: text("note"),
    resolvedBy: text("resolved_by"),
    resolvedAt: at("resolved_at"),
  },
  (t) => [
    index("disputes_open").on(t.createdAt).where(sql`${t.outcome} is null`),
    check("disputes_outcome", sql`${t.outcome} in ('refunded', 'rejected', 'withdrawn')`),
    check("disputes_resolved", sql`num_nulls(${t.outcome}, ${t.note}, ${t.resolvedBy}, ${t.resolvedAt}) in (0, 4)`),
    ...tenantPolicies(t.orgId),
  ],
);
