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

/** An agent's versions, the latest first, and the skills that the one for hire brings. */
export const historyView = z.object({
  skills: z.array(z.object({ name: z.string(), description: z.string() })).readonly(),
  versions: z.array(
    z.object({
      version: z.number().int(),
      at: z.string(),
      origin: z.enum(["shipped", "imported"]).describe("Whether it came with the agency or was imported"),
      changes: z
        .array(z.object({ what: z.string(), how: z.string() }))
        .readonly()
        .describe("Against the version before; empty for the first"),
    }),
  ),
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
