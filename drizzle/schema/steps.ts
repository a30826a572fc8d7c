import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { attempts } from "./attempts";
import { at, createdAt, tenantPolicies } from "./columns";
import { runId } from "./references";
import { orgId } from "./tenant";

/** One settled model call: the assistant turn it brought. Its tool calls stand in `tool_calls`. */
export const steps = pgTable(
  "steps",
  {
    runId: runId(),
    no: integer("no").notNull(),
    orgId: orgId(),
    attemptId: uuid("attempt_id")
      .notNull()
      .unique()
      .references(() => attempts.id),
    /** `AssistantPart[]` of the runtime. */
    parts: jsonb("parts").notNull(),
    finish: text("finish").notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.no] }), ...tenantPolicies(t.orgId)],
);

/**
 * What stands for the first steps of a conversation that outgrew its model, from a step on. Written with its charge, so the
 * model is never asked twice; the steps stay in the journal.
 */
export const compactions = pgTable(
  "compactions",
  {
    runId: runId(),
    /** The first step that is asked with it. */
    stepNo: integer("step_no").notNull(),
    orgId: orgId(),
    attemptId: uuid("attempt_id")
      .notNull()
      .unique()
      .references(() => attempts.id),
    /** For how many steps it stands, those of the runs that this one continues included. */
    covered: integer("covered").notNull(),
    summary: text("summary").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.stepNo] }),
    check("compactions_covered", sql`${t.covered} > 0`),
    ...tenantPolicies(t.orgId),
  ],
);

/**
 * One tool call of a step: the checkpoint between its start and its answer. `waiting`: its answer or its permission comes
 * from outside (see `waits`). Only side-effecting calls are marked `started` before they run.
 */
export const toolCalls = pgTable(
  "tool_calls",
  {
    runId: runId(),
    stepNo: integer("step_no").notNull(),
    /** Order in the assistant turn, from 0. */
    position: integer("position").notNull(),
    orgId: orgId(),
    callId: text("call_id").notNull(),
    name: text("name").notNull(),
    args: jsonb("args").notNull(),
    state: text("state", { enum: ["pending", "waiting", "started", "answered"] }).notNull(),
    /** Who allowed it, where someone had to be asked; NULL otherwise. */
    allowedBy: text("allowed_by"),
    /** NULL until answered. */
    content: text("content"),
    /** NULL until answered. */
    isError: text("is_error", { enum: ["yes", "no"] }),
    startedAt: at("started_at"),
    endedAt: at("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.stepNo, t.position] }),
    check("tool_calls_state", sql`${t.state} in ('pending', 'waiting', 'started', 'answered')`),
    check(
      "tool_calls_answered",
      sql`(${t.state} = 'answered') = (${t.content} is not null and ${t.isError} is not null)`,
    ),
    ...tenantPolicies(t.orgId),
  ],
);

/** The text a run is streaming right now. Ephemeral: an unlogged table, written outside the run's transactions. */
export const runDrafts = pgTable(
  "run_drafts",
  {
    runId: runId().primaryKey(),
    orgId: orgId(),
    jobId: uuid("job_id").notNull(),
    stepNo: integer("step_no").notNull(),
    text: text("text").notNull(),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (t) => [index("run_drafts_job").on(t.jobId), ...tenantPolicies(t.orgId)],
);
