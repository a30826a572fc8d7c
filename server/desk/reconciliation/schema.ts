import { z } from "zod";
import { MAX_EXPORT } from "./read-export";
import { MEASURES } from "./usage";

/** A provider's usage export, to be held against what was metered. */
export const reconciliationOrder = z.object({
  provider: z.string().min(1, "Choose the provider.").max(60),
  csv: z.string().max(2 * MAX_EXPORT),
});

const difference = z.object({
  measure: z.enum(MEASURES),
  metered: z.string().describe("Tokens; for `cost` US dollars"),
  reported: z.string(),
  difference: z.string().describe("`metered − reported`"),
  percent: z.string().nullable().describe("Of what was reported; null when that is nothing"),
  isNotable: z.boolean().describe("More than 0.5%"),
});
export type DifferenceView = z.infer<typeof difference>;

export const reconciliationView = z.object({
  provider: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  measures: z.array(z.enum(MEASURES)).readonly().describe("What the export speaks of"),
  totals: z.array(difference).readonly(),
  notable: z.number().int().describe("How many of `days` do not agree; they come first"),
  days: z
    .array(
      z.object({
        day: z.iso.date(),
        model: z.string(),
        status: z.enum(["differs", "only_metered", "only_reported", "agrees"]),
        unreportedCalls: z.number().int().describe("Calls that broke off before their usage was known"),
        differences: z.array(difference).readonly(),
      }),
    )
    .readonly(),
  csv: z.string().describe("The same for a spreadsheet"),
});
export type Reconciliation = z.infer<typeof reconciliationView>;
