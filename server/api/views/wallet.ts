import { z } from "zod";
import { usd } from "./money";

/** An organization's money. */
export const walletView = z.object({
  currency: z.string(),
  balance: usd.describe("What is posted"),
  held: usd.describe("Reserved for model calls under way"),
  available: usd.describe("`balance − held + creditLimit`"),
  creditLimit: usd,
  movements: z
    .array(
      z.object({
        id: z.string(),
        kind: z.string(),
        amount: usd.describe("Below zero: spent"),
        at: z.iso.datetime(),
        attemptId: z.string().nullable().describe("The model call that caused it; null for others"),
      }),
    )
    .readonly()
    .describe("The latest, newest first"),
});
