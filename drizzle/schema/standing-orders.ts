import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, id, picoAmount, tenantPolicies } from "./columns";
import { jobs } from "./jobs";
import { orgId } from "./tenant";

/** A job that is posted again and again. */
export const standingOrders = pgTable(
  "standing_orders",
  {
    id: id(),
    orgId: orgId(),
    title: text("title").notNull(),
    /** `JobOrder` of hiring: what is posted each time. */
    template: jsonb("template").notNull(),
    /** Five fields: minute, hour, day of the month, month, day of the week. */
    cron: text("cron").notNull(),
    /** IANA name, in which the five fields and the month of the budget are meant. */
    timeZone: text("time_zone").notNull(),
    /** What all jobs of one month may cost together. */
    monthLimit: picoAmount("month_limit").notNull(),
    /** When it is due; NULL while it is paused and after it was ended. */
    nextAt: at("next_at"),
    /** Why it is paused; NULL while it is not. */
    pausedFor: text("paused_for", { enum: ["person", "budget", "failures", "author"] }),
    pausedAt: at("paused_at"),
    /** When it goes on by itself; NULL when it is not paused or waits for a person. */
    resumesAt: at("resumes_at"),
    /** When a person has let it go on after failures: those before do not count any more. NULL when nobody had to. */
    failuresFrom: at("failures_from"),
    /** It was ended for good; NULL while it stands. */
    endedAt: at("ended_at"),
    postedByUserId: uuid("posted_by_user_id"),
    postedByKeyId: uuid("posted_by_key_id"),
    postedBy: text("posted_by").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("standing_orders_org").on(t.orgId, t.createdAt.desc()),
    index("standing_orders_standing").on(t.nextAt).where(sql`${t.endedAt} is null`),
    check("standing_orders_month_limit", sql`${t.monthLimit} > 0`),
    check(
      "standing_orders_due_or_paused",
      sql`(${t.nextAt} is null) = (${t.pausedFor} is not null or ${t.endedAt} is not null)`,
    ),
    check("standing_orders_paused", sql`(${t.pausedFor} is null) = (${t.pausedAt} is null)`),
    check("standing_orders_resumes", sql`${t.resumesAt} is null or ${t.pausedFor} = 'budget'`),
    ...tenantPolicies(t.orgId),
  ],
);

/** Each time that a standing order was due: once, however often it is delivered. */
export const occurrences = pgTable(
  "occurrences",
  {
    standingOrderId: uuid("standing_order_id")
      .notNull()
      .references(() => standingOrders.id),
    dueAt: at("due_at").notNull(),
    orgId: orgId(),
    /** The job it posted; NULL when it could not. */
    jobId: uuid("job_id").references(() => jobs.id),
    /** Why it could not be posted, for people; NULL when it was. */
    refusal: text("refusal"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.standingOrderId, t.dueAt] }),
    unique("occurrences_job").on(t.jobId),
    check("occurrences_outcome", sql`(${t.jobId} is null) <> (${t.refusal} is null)`),
    ...tenantPolicies(t.orgId),
  ],
);
