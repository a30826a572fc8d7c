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

/** What a re-rating made of a call. */
export const appliedAdjustment = z.object({
  at: z.iso.datetime(),
  reason: z.string(),
  rateCardId: z.string().describe("The card that should have held"),
  components: z.array(billedComponent).readonly().describe("By that card"),
  billed: usd.describe("What the call's components came to until then"),
  rerated: usd.describe("What they come to by that card"),
  credited: usd.describe("What of the difference the agency carries; below zero, what had been given back before"),
  amount: usd.describe("`rerated − billed − credited`; below zero, what is given back"),
});

const place = z.object({ runId: z.string(), step: z.number().int(), attempt: z.number().int() });

/** What a call was for, and who made it. */
export const callPurpose = z.object({
  purpose: z
    .string()
    .describe(
      "`work`: a step of the agent. `verification`: another agent's verdict on what it wants to hand over. `compaction`: the agent's summary of its first steps, made when they no longer fit into what its model can read",
    ),
  verifier: z
    .string()
    .nullable()
    .describe("The name of the agent that gave the verdict; null for all but verification"),
});

/** Every charge of a job. `Σ lines − Σ credits + Σ adjustments` is its cost, and what it took from the wallet. */
export const jobUsage = z.object({
  lines: z
    .array(
      place
        .extend(callPurpose.shape)
        .extend({ model: z.string(), tier: z.enum(TIERS) })
        .extend(billedComponent.shape),
    )
    .readonly()
    .describe("What the client is charged"),
  credits: z
    .array(place.extend({ amount: usd, reason: z.string() }))
    .readonly()
    .describe("What of it the agency carries"),
  adjustments: z
    .array(place.extend(appliedAdjustment.shape))
    .readonly()
    .describe("What re-ratings made of it, the oldest first"),
  waste: z
    .array(place.extend({ amount: usd, estimated: z.boolean(), reason: z.string() }))
    .readonly()
    .describe("Model calls that the client never pays, at cost"),
});
