import { z } from "zod";
import { TIERS } from "#kernel";
import { usd } from "./money";
import { appliedAdjustment, billedComponent, callPurpose } from "./usage";

const step = callPurpose.extend({
  eventId: z.string(),
  step: z.number().int(),
  attempt: z.number().int(),
  model: z.string(),
  tier: z.enum(TIERS),
  at: z.iso.datetime(),
  components: z.array(billedComponent).readonly(),
  credits: z.array(z.object({ reason: z.string(), amount: usd })).readonly(),
  adjustments: z.array(appliedAdjustment).readonly().describe("What re-ratings made of it"),
  amount: usd,
});

const run = z.object({
  runId: z.string(),
  agent: z.string().describe("The agent's slug"),
  agentName: z.string().describe("What it was called when it worked"),
  amount: usd,
  steps: z.array(step).readonly(),
});
const job = z.object({ jobId: z.string(), title: z.string(), amount: usd, runs: z.array(run).readonly() });

const statement = z.object({
  jobs: z.array(job).readonly(),
  lines: usd,
  credits: usd,
  adjustments: usd.describe("What re-ratings made of these calls"),
  total: usd.describe("`lines − credits + adjustments`"),
  walletMovement: usd.describe("What the same calls took from the wallet, by the ledger"),
  balanced: z.boolean(),
});

/** This period's charges by job, run, step and component. */
export const periodStatement = z.object({
  currency: z.string(),
  month: statement.extend({ from: z.iso.datetime(), to: z.iso.datetime() }),
  unbilled: statement.describe("What no invoice has yet"),
  pending: z
    .object({ calls: z.number().int(), amount: usd })
    .describe("What re-ratings made of calls that were invoiced before: for the next invoice"),
  carried: z
    .object({
      total: usd,
      count: z.number().int(),
      calls: z
        .array(
          z.object({
            attemptId: z.string(),
            jobId: z.string(),
            jobTitle: z.string(),
            step: z.number().int(),
            attempt: z.number().int(),
            reason: z.string(),
            amount: usd,
            estimated: z.boolean(),
          }),
        )
        .readonly()
        .describe("The latest, newest first"),
    })
    .describe("Model calls of this month that the agency carries instead of you, at cost"),
});
