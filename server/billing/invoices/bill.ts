import { z } from "zod";
import { COMPONENTS, type Pico, pico, roundToCents, subPico, TIERS } from "#kernel";

/** A plain decimal, which may be below zero. */
const usd = z.string().regex(/^-?\d{1,15}(\.\d{1,12})?$/, "must be an amount in US dollars like 5.00");
const charge = z.string().regex(/^\d{1,15}(\.\d{1,12})?$/, "must be an amount in US dollars like 5.00, not below zero");
const digest = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 digest in hex");

const component = z.strictObject({
  component: z.enum(COMPONENTS),
  quantity: z.int().nonnegative(),
  /** Effective sell rate, USD per `unit`, exact. */
  rate: z.string().regex(/^\d+(\.\d+)?$/, "must be a decimal number, not below zero"),
  unit: z.union([z.literal(1_000_000), z.literal(1_000)]),
  amount: charge,
  rateCardId: z.string(),
});

/** One model call on a bill. `amount` is the sum of its components less its credits; `digest` covers all else in the line. */
const line = z.strictObject({
  no: z.int().positive(),
  jobId: z.string(),
  jobTitle: z.string(),
  runId: z.string(),
  agent: z.string(),
  step: z.int(),
  attempt: z.int(),
  purpose: z.string(),
  model: z.string(),
  tier: z.enum(TIERS),
  at: z.string(),
  components: z.array(component),
  credits: z.array(z.strictObject({ reason: z.string(), amount: charge })),
  amount: usd,
  digest,
});

export const partiesSchema = z.strictObject({
  issuer: z.strictObject({ name: z.string() }),
  customer: z.strictObject({ name: z.string(), slug: z.string() }),
});

/**
 * An invoice as JSON: what people get and `verify-bill` checks. Every value in it is recomputed or hashed.
 * `total = exactTotal + carriedIn + rounding`, rounded to cents once; `digest` covers all else.
 */
export const billSchema = z.strictObject({
  id: z.string(),
  number: z.string(),
  currency: z.literal("USD"),
  issuedAt: z.string(),
  /** The earliest and the latest call it bills. */
  period: z.strictObject({ from: z.string(), to: z.string() }),
  parties: partiesSchema,
  lines: z.array(line),
  exactTotal: usd,
  /** What the previous invoices' rounding left over. */
  carriedIn: usd,
  rounding: usd,
  total: usd,
  digest,
});

export type Bill = z.infer<typeof billSchema>;
export type BillLine = Bill["lines"][number];
export type Parties = z.infer<typeof partiesSchema>;

/** Rounds an invoice to cents once, on its total. What rounding adds or takes is carried to the next invoice. */
export function computeTotal(exactTotal: Pico, carriedIn: Pico): { readonly rounding: Pico; readonly total: Pico } {
  const exact = pico(exactTotal + carriedIn);
  const total = roundToCents(exact);
  return { rounding: subPico(total, exact), total };
}
