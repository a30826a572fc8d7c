import { z } from "zod";

const usd = z.string().meta({ description: "US dollars, exact decimal string", examples: ["250.00"] });

export const BUDGET_KINDS = ["organization_month", "project", "api_key"] as const;

const percent = z
  .number("An alert is a whole percentage, for example 80.")
  .int("An alert is a whole percentage, for example 80.")
  .min(1, "An alert is a percentage from 1 to 100.")
  .max(100, "An alert is a percentage from 1 to 100.");

const MAX_ALERTS = 10;

/** What an organization wants capped. */
export const budgetOrder = z.object({
  kind: z.enum(BUDGET_KINDS),
  subjectId: z
    .string()
    .optional()
    .meta({ description: "The project or API key it caps; absent for the organization's month" }),
  limit: usd.meta({ description: "A hard cap, US dollars: no model call starts that could pass it" }),
  alertPercents: z
    .array(percent)
    .max(MAX_ALERTS, `At most ${MAX_ALERTS} alerts belong to one budget.`)
    .default([50, 80, 100])
    .meta({ description: "Soft alerts, in whole percent of the limit spent" }),
});
export type BudgetOrder = z.infer<typeof budgetOrder>;

/** A budget with what it has left now. */
export const budgetView = z.object({
  id: z.string(),
  kind: z.enum(BUDGET_KINDS),
  subjectId: z.string(),
  name: z.string().meta({ description: "The project's or key's name; the organization's for its month" }),
  period: z
    .string()
    .nullable()
    .meta({ description: "First day of the month it counts now; null when it counts from the beginning" }),
  limit: usd,
  spent: usd,
  held: usd.meta({ description: "Reserved for model calls under way" }),
  left: usd.meta({ description: "`limit − spent − held`" }),
  alertPercents: z.array(z.number().int()),
});
export type BudgetView = z.infer<typeof budgetView>;

const projectName = z
  .string()
  .trim()
  .min(1, "Give the project a name.")
  .max(100, "A project's name has at most 100 characters.");

export const projectOrder = z.object({
  name: projectName,
  costCentre: z
    .string()
    .trim()
    .max(60, "A cost centre has at most 60 characters.")
    .optional()
    .meta({ description: "The tag that a finance department books it under" }),
});
export type ProjectOrder = z.infer<typeof projectOrder>;

export const projectView = z.object({
  id: z.string(),
  name: z.string(),
  costCentre: z.string().nullable(),
  createdAt: z.iso.datetime(),
  archivedAt: z.iso.datetime().nullable().meta({ description: "Null while jobs can be posted to it" }),
});
export type ProjectView = z.infer<typeof projectView>;
