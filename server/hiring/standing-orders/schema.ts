import { z } from "zod";
import { JOB_STATUSES } from "#kernel";
import { jobOrder, usd } from "../schema";

/**
 * Why a standing order posts nothing now: somebody paused it, the month's money is used up, it failed too often, or who
 * ordered it may not hire any more.
 */
const PAUSES = ["person", "budget", "failures", "author"] as const;

export const standingOrderOrder = jobOrder.extend({
  cron: z
    .string()
    .trim()
    .max(100)
    .meta({ description: "Minute, hour, day of the month, month, day of the week", examples: ["0 9 * * 1-5"] }),
  timeZone: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .default("UTC")
    .meta({ examples: ["Europe/Berlin"] }),
  monthLimit: usd.meta({ description: "What all its jobs of one calendar month may cost together, US dollars" }),
});
export type StandingOrderOrder = z.infer<typeof standingOrderOrder>;

/** What can be changed of one; absent stays as it is. */
export const standingOrderChanges = standingOrderOrder
  .pick({ cron: true, monthLimit: true })
  .extend({ timeZone: standingOrderOrder.shape.timeZone.unwrap() })
  .partial();
export type StandingOrderChanges = z.infer<typeof standingOrderChanges>;

const occurrenceView = z.object({
  dueAt: z.iso.datetime(),
  job: z
    .object({ id: z.string(), status: z.enum(JOB_STATUSES), cost: usd })
    .nullable()
    .meta({ description: "What it posted; null when it could not" }),
  refusal: z.string().nullable(),
});
export type OccurrenceView = z.infer<typeof occurrenceView>;

export const standingOrderView = z.object({
  id: z.string(),
  title: z.string(),
  brief: z.string(),
  agents: z.array(z.string()),
  mode: z.string(),
  tier: z.string(),
  budget: usd.meta({ description: "Of each job" }),
  cron: z.string(),
  timeZone: z.string(),
  monthLimit: usd,
  committed: usd.meta({ description: "What this month's jobs have cost, and those at work may still cost" }),
  status: z.enum(["standing", "paused", "ended"]),
  pausedFor: z.enum(PAUSES).nullable(),
  nextAt: z.iso.datetime().nullable(),
  nextTimes: z
    .array(z.iso.datetime())
    .meta({ description: "The next three times, the first of them `nextAt`; empty while it posts nothing" }),
  resumesAt: z.iso
    .datetime()
    .nullable()
    .meta({ description: "When it goes on by itself; null when a person must say so" }),
  postedBy: z.string(),
  createdAt: z.iso.datetime(),
  occurrences: z.array(occurrenceView).meta({ description: "The latest, newest first" }),
});
export type StandingOrderView = z.infer<typeof standingOrderView>;
