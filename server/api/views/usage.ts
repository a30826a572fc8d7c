import { z } from "zod";
import { COMPONENTS, TIERS } from "#kernel";
import { usd } from "./money";

/** One component of a model call: `amount = quantity × rate / unit`, rounded once, half to even. */
export const billedComponent = z.object({
  component: z.enum(COMPONENTS),
  quantity: z.number().int().describe("Tokens, or calls of a fee"),
  rate: usd.describe("US dollars per `unit`, all multipliers and markups applied"),
  unit: z.number().int().describe("1,000,000 tokens or 1,000 calls"),
  amount: usd,
  rateCardId: z.string(),
});

const place = z.object({ runId: z.string(), step: z.number().int(), attempt: z.number().int() });

/** Every charge of a job. `Σ lines − Σ credits` is its cost. */
export const jobUsage = z.object({
  lines: z
    .array(place.extend({ purpose: z.string(), model: z.string(), tier: z.enum(TIERS) }).extend(billedComponent.shape))
    .readonly()
    .describe("What the client is charged"),
  credits: z
    .array(place.extend({ amount: usd, reason: z.string() }))
    .readonly()
    .describe("What of it the agency carries"),
  waste: z
    .array(place.extend({ amount: usd, estimated: z.boolean(), reason: z.string() }))
    .readonly()
    .describe("Model calls that the client never pays, at cost"),
});
