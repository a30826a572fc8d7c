import { z } from "zod";
import { TIERS } from "#kernel";
import { usd } from "./money";
import { billedComponent } from "./usage";

const period = z
  .strictObject({ from: z.iso.datetime(), to: z.iso.datetime() })
  .describe("The earliest and the latest model call that it bills");
const digest = z.string().describe("SHA-256, hex");

/** An invoice in a list. */
export const invoiceSummary = z.object({
  id: z.string(),
  number: z.string(),
  currency: z.string(),
  period,
  total: usd.describe("Whole cents"),
  issuedAt: z.iso.datetime(),
});

const seal = z
  .strictObject({ seq: z.number().int(), digest, hash: digest })
  .describe("The entry's place in the organization's hash chain");

const invoiceLine = z.strictObject({
  no: z.number().int(),
  attemptId: z.string(),
  jobId: z.string(),
  jobTitle: z.string(),
  runId: z.string(),
  agent: z.string(),
  step: z.number().int(),
  attempt: z.number().int(),
  purpose: z.string(),
  provider: z.string(),
  model: z.string(),
  tier: z.enum(TIERS),
  rateCardId: z.string(),
  markupBps: z.number().int().describe("On the list price: 2500 sells at 1.25 times"),
  at: z.iso.datetime(),
  usageDigest: digest.describe("SHA-256, hex, of the provider's usage record"),
  components: z.array(billedComponent.strict()),
  credits: z.array(
    z.strictObject({
      reason: z.string(),
      amount: usd,
      seal: seal.extend({ at: z.iso.datetime() }).nullable().describe("Null when it came with the call itself"),
    }),
  ),
  seal: seal.nullable(),
  amount: usd.describe("Components less credits"),
  digest,
});

const chain = z
  .strictObject({
    orgId: z.string(),
    first: z.number().int(),
    last: z.number().int(),
    before: digest,
    head: digest,
    others: z.array(z.strictObject({ seq: z.number().int(), kind: z.string(), digest })),
    signature: z.strictObject({ keyId: z.string(), publicKey: z.string(), signature: z.string() }),
  })
  .describe("The sealed entries that the lines are on, and the agency's signature over `orgId:last:head`");

/**
 * A numbered bill, which `verify-bill` checks: every value in it is recomputed or hashed. Strict, because a value that was
 * left out here without a word would break the digest.
 */
export const invoiceView = z.strictObject({
  id: z.string(),
  number: z.string(),
  currency: z.literal("USD"),
  issuedAt: z.iso.datetime(),
  period,
  parties: z.strictObject({
    issuer: z.strictObject({ name: z.string() }),
    customer: z.strictObject({ name: z.string(), slug: z.string() }),
  }),
  lines: z.array(invoiceLine),
  exactTotal: usd.describe("The sum of the lines"),
  carriedIn: usd.describe("What the rounding of earlier invoices left over"),
  rounding: usd,
  total: usd.describe("`exactTotal + carriedIn + rounding`, whole cents"),
  chain: chain.nullable(),
  digest,
});
