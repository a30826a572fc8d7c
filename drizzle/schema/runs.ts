import { sql } from "drizzle-orm";
import { type AnyPgColumn, check, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { BACKOFF_CAUSES, RUN_STATUSES, TIERS } from "#kernel";
import { agents, agentVersions } from "./catalogue";
import { at, count, createdAt, id, picoSum, tenantPolicies } from "./columns";
import { jobs } from "./jobs";
import { orgId } from "./tenant";

/** One agent's work on one job. */
export const runs = pgTable(
  "runs",
  {
    id: id(),
    orgId: orgId(),
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    agentVersionId: uuid("agent_version_id")
      .notNull()
      .references(() => agentVersions.id),
    /** Its lane: 1, 2, … in the order of hiring. */
    lane: integer("lane").notNull(),
    /** The pool whose seats it takes: the provider that its next call is made to. */
    pool: text("pool").notNull(),
    tier: text("tier", { enum: TIERS }).notNull(),
    status: text("status", { enum: RUN_STATUSES }).notNull(),
    /** `question`, `approval`, `budget` or `crew` when waiting; what went wrong, for people, when failed; else NULL. */
    reason: text("reason"),
    /** Counts claims. Every write of a worker checks it, so a worker that was thought dead cannot commit. */
    leaseEpoch: integer("lease_epoch").notNull().default(0),
    /** NULL when no worker has it. */
    leaseUntil: at("lease_until"),
    workerId: uuid("worker_id"),
    /** Number of the last shift enqueued; part of the queue's job id, which must never repeat. */
    shiftNo: integer("shift_no").notNull().default(0),
    /** When the last shift was enqueued and not yet claimed; NULL otherwise. Holds a seat for a short while. */
    admittedAt: at("admitted_at"),
    /** When it last got on: its state changed, or the shift at work on it gave a sign of life, told with the lease. */
    progressAt: at("progress_at").notNull().defaultNow(),
    /** What it is at may go on until then without a sign, longer than most; NULL when it may not. */
    quietUntil: at("quiet_until"),
    /** Since when it counts as stalled, which its people are told; NULL while it gets on. */
    stalledAt: at("stalled_at"),
    /** It is not admitted before this moment, for the sake of the provider that its next call is made to; NULL when it may be at once. */
    notBefore: at("not_before"),
    /** That provider; NULL when it may be admitted at once. */
    awaitedProvider: text("awaited_provider"),
    /** Why: the provider asked to slow down, or cannot be reached, or the agency's own limit is used up; NULL as above. */
    backoffCause: text("backoff_cause", { enum: BACKOFF_CAUSES }),
    /** Set when the client asked to stop; the worker ends the call and settles what was used. */
    cancelRequestedAt: at("cancel_requested_at"),
    /** Who that was, as the log calls them; NULL when nobody asked. */
    cancelRequestedBy: text("cancel_requested_by"),
    /** Set when the client asked to pause; the worker finishes the step and gives the seat back. NULL otherwise. */
    pauseRequestedAt: at("pause_requested_at"),
    /** Messages that the client has written to it. */
    messages: integer("messages").notNull().default(0),
    /** The run whose first `fromStep` steps are the beginning of its conversation; NULL for one that begins with the brief. */
    continuesRunId: uuid("continues_run_id").references((): AnyPgColumn => runs.id),
    fromStep: integer("from_step"),
    /** What the client wants of it after those steps; NULL when nothing is said, and for one that begins with the brief. */
    wish: text("wish"),
    /** The run whose call delegated a task to this one; NULL, and depth 0, for those the client hired or has asked to go on. */
    parentRunId: uuid("parent_run_id").references((): AnyPgColumn => runs.id),
    parentStep: integer("parent_step"),
    parentPosition: integer("parent_position"),
    /** How many managers stand above it. */
    depth: integer("depth").notNull().default(0),
    /** What was delegated, word for word; NULL for a run without a parent. */
    task: text("task"),
    /** `AcceptanceCheck[]` of the runtime: what has to hold before a task's work is handed over; NULL when nothing has. */
    checks: jsonb("checks"),
    /** What the refused step would have to hold, while waiting for `budget`: it goes on once that much is free. NULL otherwise. */
    waitingFor: picoSum("waiting_for"),
    /** It does not go on before this moment, whatever is free; NULL when it may at once. */
    waitingUntil: at("waiting_until"),
    /** Settled steps. */
    steps: integer("steps").notNull().default(0),
    /** Tokens of all settled steps, all input components together. */
    inputTokens: count("input_tokens").notNull().default(sql`0`),
    outputTokens: count("output_tokens").notNull().default(sql`0`),
    /** What the client pays for it so far: lines − credits. */
    cost: picoSum("cost").notNull().default(sql`0`),
    createdAt: createdAt(),
    startedAt: at("started_at"),
    endedAt: at("ended_at"),
  },
  (t) => [
    unique("runs_lane").on(t.jobId, t.lane),
    // A call delegates once, however often it is replayed.
    unique("runs_delegated").on(t.parentRunId, t.parentStep, t.parentPosition),
    index("runs_queued").on(t.createdAt).where(sql`${t.status} = 'queued'`),
    index("runs_waiting").on(t.id).where(sql`${t.status} = 'waiting'`),
    index("runs_leased").on(t.pool, t.leaseUntil).where(sql`${t.status} in ('queued', 'working')`),
    check("runs_backoff", sql`num_nonnulls(${t.notBefore}, ${t.awaitedProvider}, ${t.backoffCause}) in (0, 3)`),
    check("runs_backs_off_queued", sql`${t.notBefore} is null or ${t.status} = 'queued'`),
    check("runs_backoff_cause", sql`${t.backoffCause} in ('rate_limited', 'outage', 'limit')`),
    check("runs_cancel", sql`(${t.cancelRequestedAt} is null) = (${t.cancelRequestedBy} is null)`),
    check(
      "runs_status",
      sql`${t.status} in ('queued', 'working', 'waiting', 'paused', 'delivered', 'failed', 'cancelled')`,
    ),
    check(
      "runs_waiting_has_reason",
      sql`${t.status} <> 'waiting' or ${t.reason} in ('question', 'approval', 'budget', 'crew')`,
    ),
    check(
      "runs_continues",
      sql`(${t.continuesRunId} is null) = (${t.fromStep} is null) and (${t.wish} is null or ${t.continuesRunId} is not null)`,
    ),
    check("runs_from_step", sql`${t.fromStep} >= 1`),
    check(
      "runs_parent",
      sql`num_nulls(${t.parentRunId}, ${t.parentStep}, ${t.parentPosition}, ${t.task}) in (0, 4) and (${t.parentRunId} is null) = (${t.depth} = 0)`,
    ),
    check("runs_checks", sql`${t.checks} is null or ${t.task} is not null`),
    check("runs_depth", sql`${t.depth} between 0 and 2`),
    check("runs_counts", sql`${t.steps} >= 0 and ${t.cost} >= 0 and ${t.inputTokens} >= 0 and ${t.outputTokens} >= 0`),
    ...tenantPolicies(t.orgId),
  ],
);
