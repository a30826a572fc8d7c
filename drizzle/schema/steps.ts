import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { TIERS } from "#kernel";
import { models, rateCards } from "./catalogue";
import { at, count, createdAt, id, tenantPolicies } from "./columns";
import { jobs, runs } from "./jobs";
import { orgId } from "./tenant";

const runId = () =>
  uuid("run_id")
    .notNull()
    .references(() => runs.id);

/** One try of a step's model call. Each has its own hold; at most one per step and purpose is charged. */
export const attempts = pgTable(
  "attempts",
  {
    id: id(),
    orgId: orgId(),
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    runId: runId(),
    stepNo: integer("step_no").notNull(),
    no: integer("no").notNull(),
    /** What the call is for: one of `CALL_PURPOSES`. */
    purpose: text("purpose").notNull(),
    leaseEpoch: integer("lease_epoch").notNull(),
    modelId: uuid("model_id")
      .notNull()
      .references(() => models.id),
    tier: text("tier", { enum: TIERS }).notNull(),
    /** The prices in force when it was reserved. */
    rateCardId: uuid("rate_card_id")
      .notNull()
      .references(() => rateCards.id),
    /** The markups of model and organization when it was reserved, basis points; the agent's is its version's. */
    markups: integer("markups").array().notNull().default([]),
    /** Upper bound of the call's input, tokens. */
    inputBound: count("input_bound").notNull(),
    /** The call's maximum output, tokens. */
    maxOutput: integer("max_output").notNull(),
    /** `open` while in flight; `lost` when its worker died; `failed` when the provider gave no usable turn. */
    state: text("state", { enum: ["open", "settled", "failed", "lost", "cancelled"] }).notNull(),
    /** What went wrong, for people; NULL while open or settled. */
    failure: text("failure"),
    /** `ModelFailureKind` of the runtime; NULL unless `failed`, and for those from before it was written down. */
    failureKind: text("failure_kind"),
    startedAt: at("started_at").notNull().defaultNow(),
    endedAt: at("ended_at"),
  },
  (t) => [
    unique("attempts_fact").on(t.runId, t.stepNo, t.no),
    uniqueIndex("attempts_one_charged").on(t.runId, t.stepNo, t.purpose).where(sql`${t.state} = 'settled'`),
    uniqueIndex("attempts_one_open").on(t.runId).where(sql`${t.state} = 'open'`),
    index("attempts_job").on(t.jobId),
    check("attempts_state", sql`${t.state} in ('open', 'settled', 'failed', 'lost', 'cancelled')`),
    check("attempts_ended", sql`(${t.state} = 'open') = (${t.endedAt} is null)`),
    ...tenantPolicies(t.orgId),
  ],
);

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
