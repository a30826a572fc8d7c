import { z } from "zod";
import { JOB_STATUSES, TIERS } from "#kernel";
import { BUDGET_KINDS } from "../budgets/schema";

const usd = z.string().meta({ description: "US dollars, exact decimal string", examples: ["0.00238"] });
const calls = z.number().int().meta({ description: "Charged model calls" });
const day = z.iso.date().meta({ description: "In the organization's time zone" });

export const SPEND_BY = ["agent", "model", "project", "member"] as const;
export type SpendBy = (typeof SPEND_BY)[number];

const aDay = (what: string) =>
  z.iso.date({ error: `is not a day. Write it like 2026-11-23` }).optional().describe(what);

/** Which days, and what they are split by. */
export const spendQuery = z.object({
  from: aDay("The first day, in the organization's time zone; 29 days before the last when absent"),
  to: aDay("The last day, included; today when absent"),
  by: z
    .enum(SPEND_BY, { error: `must be one of ${SPEND_BY.join(", ")}.` })
    .default("agent")
    .describe("What each day is split by; a member is who posted the job"),
});
export type SpendQuery = z.infer<typeof spendQuery>;

const part = z.object({ key: z.string(), label: z.string(), calls, amount: usd });
export type SpendPart = z.infer<typeof part>;

/** How a budget burns down. */
export const burnDownView = z.object({
  budgetId: z.string(),
  kind: z.enum(BUDGET_KINDS),
  name: z.string().describe("The project's or key's name; the organization's for its month"),
  limit: usd,
  spent: usd.describe("Since the month began; of a project or an API key since it is there. Less what was credited"),
  left: usd.describe("`limit − spent`, never below zero"),
  perDay: usd.describe("The average of the last 168 hours"),
  outlook: z.enum(["used_up", "runs_out", "lasts"]),
  runsOutOn: z.iso
    .date()
    .nullable()
    .describe("At the average of the last 168 hours; null unless within this month, or within 90 days without one"),
  from: day.describe("The first of `days`"),
  to: day.describe("The month's last day; without one, how far it is looked ahead"),
  days: z.array(z.object({ day, spent: usd, left: usd })).readonly(),
});
export type BurnDown = z.infer<typeof burnDownView>;

const saving = z.object({
  paid: usd.describe("Charged"),
  instead: usd.describe("What the same tokens would have been charged otherwise, on the same rate card"),
  saved: usd.describe("`instead − paid`; below zero when it cost more"),
});
export type Saving = z.infer<typeof saving>;

const savings = z.object({
  cache: saving
    .extend({ tokens: z.string().describe("Read from caches") })
    .describe("What was read from and written to caches, against the input rate"),
  tiers: z
    .array(saving.extend({ tier: z.enum(TIERS) }))
    .readonly()
    .describe("Calls of other tiers, against the standard tier"),
});
export type Savings = z.infer<typeof savings>;

const costlyJob = z.object({
  jobId: z.string(),
  title: z.string(),
  status: z.enum(JOB_STATUSES),
  postedBy: z.string(),
  calls,
  amount: usd.describe("Within these days"),
});
export type CostlyJob = z.infer<typeof costlyJob>;

/** What an organization spent, day by day. Charges less credits, before later credit notes. */
export const spendView = z.object({
  currency: z.string(),
  timeZone: z.string(),
  from: day,
  to: day,
  by: z.enum(SPEND_BY),
  calls,
  total: usd,
  series: z.array(part).readonly().describe("The dearest first; they add up to `total`"),
  days: z
    .array(z.object({ day, calls, amount: usd, parts: z.array(part).readonly() }))
    .readonly()
    .describe("Every day, also those without a call"),
  jobs: z.array(costlyJob).readonly().describe("The most expensive ones"),
  savings,
  burnDowns: z.array(burnDownView).readonly().describe("Of every budget, the month's first"),
});
export type Spend = z.infer<typeof spendView>;
