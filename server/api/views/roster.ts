import { z } from "zod";
import { COMPONENTS, MODEL_KINDS, TIERS } from "#kernel";

const usdPerUnit = z.string().meta({ description: "US dollars, exact decimal string", examples: ["3.00"] });

/** An agent on the roster, as anyone may see it. */
export const agentView = z.object({
  slug: z.string(),
  name: z.string(),
  role: z.string(),
  grade: z.string(),
  pitch: z.string(),
  publisher: z.string(),
  version: z.number().int(),
  skills: z.array(z.string()).readonly(),
  tools: z.array(z.string()).readonly(),
  model: z.object({
    provider: z.string(),
    id: z.string(),
    kind: z.enum(MODEL_KINDS),
    name: z.string(),
    servedAs: z.string().nullable().describe("What a local server really runs under this id; null for all others"),
    contextWindow: z.number().int().describe("Tokens"),
    maxOutput: z.number().int().describe("Tokens"),
    source: z.string().describe("Where limits and prices are from"),
  }),
  tiers: z.array(z.enum(TIERS)).readonly().describe("The tiers it is sold in"),
  rates: z
    .partialRecord(z.enum(COMPONENTS), usdPerUnit)
    .describe("What the standard tier costs, per 1,000,000 tokens (per 1,000 calls of a fee)"),
  onDuty: z.boolean(),
  reason: z.string().nullable().describe("Why it is off duty; null when on duty"),
});

/** One line of the public price list. */
export const priceView = z.object({
  model: z.object({
    provider: z.string(),
    id: z.string(),
    name: z.string(),
    kind: z.enum(MODEL_KINDS),
    contextWindow: z.number().int(),
    maxOutput: z.number().int(),
  }),
  tier: z.enum(TIERS),
  component: z.enum(COMPONENTS),
  price: usdPerUnit.describe("US dollars per `unit`, before an agent's markup"),
  unit: z.number().int().describe("1,000,000 tokens, or 1,000 calls of a fee"),
  above: z
    .object({ tokens: z.number().int(), operator: z.enum([">", ">="]) })
    .nullable()
    .describe("The total input above which this line prices the whole request; null on a base line"),
  source: z.string(),
  rateCardId: z.string(),
  rateCardVersion: z.number().int(),
});
