import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { JOB_STATUSES, MODES, TIERS } from "#kernel";
import { agentVersions } from "./catalogue";
import { at, createdAt, id, picoAmount, tenantPolicies } from "./columns";
import { orgId } from "./tenant";

/** A task a client posted. */
export const jobs = pgTable(
  "jobs",
  {
    id: id(),
    orgId: orgId(),
    title: text("title").notNull(),
    /** Word for word what the client wrote; the first user turn of every run. */
    brief: text("brief").notNull(),
    mode: text("mode", { enum: MODES }).notNull(),
    tier: text("tier", { enum: TIERS }).notNull(),
    status: text("status", { enum: JOB_STATUSES }).notNull(),
    /** Why it waits or failed, for people; NULL otherwise. */
    reason: text("reason"),
    /** The hard cap; its running balance is the job's row in `caps`. */
    budget: picoAmount("budget").notNull(),
    /** The last event's number. Bumped under this row's lock, so `seq` has no gaps. */
    eventSeq: bigint("event_seq", { mode: "number" }).notNull().default(0),
    /** NULL when it belongs to no project. */
    projectId: uuid("project_id"),
    /** A step that may cost more than this needs the client's word first; NULL when none does. */
    askStepAbove: picoAmount("ask_step_above"),
    /** Once so much of the budget is spent, percent, the next step needs the client's word; NULL when none does. */
    askSpentPercent: integer("ask_spent_percent"),
    /** `AcceptanceTerms` of hiring: what has to hold before work is handed over; NULL when nothing has. */
    acceptance: jsonb("acceptance"),
    /** Who judges the work by the terms' criteria, or by the brief alone; NULL when nobody does. */
    verifierVersionId: uuid("verifier_version_id").references(() => agentVersions.id),
    postedByUserId: uuid("posted_by_user_id"),
    postedByKeyId: uuid("posted_by_key_id"),
    postedBy: text("posted_by").notNull(),
    createdAt: createdAt(),
    /** NULL until every run has ended. */
    endedAt: at("ended_at"),
    acceptedAt: at("accepted_at"),
  },
  (t) => [
    index("jobs_org_created").on(t.orgId, t.createdAt.desc(), t.id),
    index("jobs_in_review").on(t.endedAt).where(sql`${t.status} = 'review'`),
    check("jobs_budget", sql`${t.budget} > 0`),
    check("jobs_verifier", sql`${t.verifierVersionId} is null or ${t.acceptance} is not null`),
    check("jobs_ask_step_above", sql`${t.askStepAbove} > 0`),
    check("jobs_ask_spent_percent", sql`${t.askSpentPercent} between 1 and 100`),
    check(
      "jobs_status",
      sql`${t.status} in ('queued', 'working', 'waiting', 'review', 'failed', 'paused', 'accepted', 'cancelled')`,
    ),
    ...tenantPolicies(t.orgId),
  ],
);

/** Whom a crew's job may employ, in the order of the hire: the manager first. Empty for other jobs. */
export const crewMembers = pgTable(
  "crew_members",
  {
    orgId: orgId(),
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    /** From 0, the manager. An agent that stands several times may work on that many tasks side by side. */
    position: integer("position").notNull(),
    agentVersionId: uuid("agent_version_id")
      .notNull()
      .references(() => agentVersions.id),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.position] }), ...tenantPolicies(t.orgId)],
);
