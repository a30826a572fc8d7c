import { z } from "zod";
import { COMPONENTS, type Pico, pico, roundToCents, subPico, TIERS } from "#kernel";

/** US dollars as `formatUsd` writes them: each amount has one spelling only. */
export const charge = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})\.\d\d(\d{0,9}[1-9])?$/, "must be an amount in US dollars like 5.00, not below zero");
/** The same, which may be below zero. */
export const usd = z
  .string()
  .regex(/^(?!-0\.00$)-?(0|[1-9]\d{0,14})\.\d\d(\d{0,9}[1-9])?$/, "must be an amount in US dollars like 5.00");
export const digest = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 digest in hex");

const component = z.strictObject({
  component: z.enum(COMPONENTS),
  quantity: z.int().nonnegative(),
  /** Effective sell rate, USD per `unit`, exact. */
  rate: z.string().regex(/^\d+(\.\d+)?$/, "must be a decimal number, not below zero"),
  unit: z.union([z.literal(1_000_000), z.literal(1_000)]),
  amount: charge,
  rateCardId: z.string(),
});

/** The place of an entry in its organization's chain. */
export const sealed = z.strictObject({ seq: z.int().positive(), digest, hash: digest });

/** `seal` is NULL when the credit came with its call and is in its entry; one that came later is an entry of its own. */
const credit = z.strictObject({
  reason: z.string(),
  amount: charge,
  seal: sealed.extend({ at: z.string() }).nullable(),
});

/**
 * One model call on a bill. `amount` is the sum of its components less its credits; `digest` covers all else in the line.
 * `seal` is NULL only on invoices from before there was a chain.
 */
const line = z.strictObject({
  no: z.int().positive(),
  attemptId: z.string(),
  jobId: z.string(),
  jobTitle: z.string(),
  /** One of `projects`; NULL outside any. */
  projectId: z.string().nullable(),
  runId: z.string(),
  agent: z.string(),
  step: z.int(),
  attempt: z.int(),
  purpose: z.string(),
  provider: z.string(),
  model: z.string(),
  tier: z.enum(TIERS),
  rateCardId: z.string(),
  markupBps: z.int().nonnegative(),
  at: z.string(),
  /** Of the provider's usage record. */
  usageDigest: digest,
  components: z.array(component),
  credits: z.array(credit),
  seal: sealed.nullable(),
  amount: usd,
  digest,
});

/**
 * What a re-rating made of a call on this invoice or an earlier one: its components by the card that should have held, and
 * the difference to what it was billed until then. `amount = rerated − billed − credited`; `digest` covers all else.
 */
const adjustment = z.strictObject({
  no: z.int().positive(),
  deltaId: z.string(),
  attemptId: z.string(),
  /** 1 for the call's first delta. */
  deltaNo: z.int().positive(),
  rerateId: z.string(),
  reason: z.string(),
  /** The number of the invoice that has the call, and its line there. */
  call: z.strictObject({ invoice: z.string(), line: z.int().positive() }),
  jobId: z.string(),
  jobTitle: z.string(),
  projectId: z.string().nullable(),
  runId: z.string(),
  agent: z.string(),
  step: z.int(),
  attempt: z.int(),
  provider: z.string(),
  model: z.string(),
  tier: z.enum(TIERS),
  /** When the call was charged, and when it was re-rated. */
  chargedAt: z.string(),
  at: z.string(),
  /** The card that should have held. */
  rateCardId: z.string(),
  components: z.array(component),
  billed: charge,
  rerated: charge,
  /** What of the difference moves no money: the agency's expense; below zero, what had been given back before. */
  credited: usd,
  amount: usd,
  seal: sealed,
  digest,
});

export const partiesSchema = z.strictObject({
  issuer: z.strictObject({ name: z.string() }),
  /** The billing profile as it was; NULL where there was none. */
  customer: z.strictObject({
    /** The legal name, or the organization's. */
    name: z.string(),
    slug: z.string(),
    address: z.string().nullable(),
    country: z.string().nullable(),
    vatId: z.string().nullable(),
    costCentre: z.string().nullable(),
  }),
});

/** What an organization groups its jobs by, with the tag that its finance department books it under. */
export const projectSchema = z.strictObject({ id: z.string(), name: z.string(), costCentre: z.string().nullable() });

/** What the agency has put its name to: an Ed25519 signature with the key that checks it. */
export const signatureSchema = z.strictObject({ keyId: z.string(), publicKey: z.string(), signature: z.string() });

/** `exactTotal × bps / 10000`, half to even; `note` names it or says why there is none, NULL when there is nothing to say. */
export const taxSchema = z.strictObject({ bps: z.int().min(0).max(10_000), amount: usd, note: z.string().nullable() });

/**
 * The stretch of the organization's chain that the lines are on: entries `first` to `last`, the hash `before` them and the
 * last one's, `head`, with the agency's Ed25519 signature over `orgId:last:head`.
 */
export const chain = z.strictObject({
  orgId: z.string(),
  first: z.int().positive(),
  last: z.int().positive(),
  before: digest,
  head: digest,
  /** Entries that are not on this document, so that the chain can be followed: credit notes, calls of the next month. */
  others: z.array(z.strictObject({ seq: z.int().positive(), kind: z.string(), digest })),
  signature: signatureSchema,
});

/**
 * An invoice as JSON: what people get and `verify-bill` checks. Every value in it is recomputed or hashed.
 * `total = exactTotal + tax.amount + carriedIn + rounding`, rounded to cents once; `digest` covers all else.
 */
export const billSchema = z.strictObject({
  id: z.string(),
  number: z.string(),
  kind: z.literal("invoice"),
  currency: z.literal("USD"),
  issuedAt: z.string(),
  /** When what the wallet has not paid must be; NULL on invoices from before there were terms. */
  dueAt: z.string().nullable(),
  /** The closed month, `2026-11`; NULL when issued on demand. */
  month: z.string().nullable(),
  /** The customer's own reference; NULL when it gave none. */
  purchaseOrder: z.string().nullable(),
  /** The earliest and the latest call it bills. */
  period: z.strictObject({ from: z.string(), to: z.string() }),
  parties: partiesSchema,
  projects: z.array(projectSchema),
  lines: z.array(line),
  /** Absent when no call was re-rated. */
  adjustments: z.array(adjustment).optional(),
  /** The sum of lines and adjustments. */
  exactTotal: usd,
  tax: taxSchema,
  /** What the previous invoices' rounding left over. */
  carriedIn: usd,
  rounding: usd,
  total: usd,
  /** NULL when it bills no call. */
  chain: chain.nullable(),
  digest,
  /** Of the digest. Not on invoices that were exported before documents were signed. */
  signature: signatureSchema.optional(),
});

export type Bill = z.infer<typeof billSchema>;
export type BillLine = Bill["lines"][number];
export type BillAdjustment = NonNullable<Bill["adjustments"]>[number];
export type BillChain = z.infer<typeof chain>;
export type Signature = z.infer<typeof signatureSchema>;
export type Parties = z.infer<typeof partiesSchema>;
export type BilledProject = z.infer<typeof projectSchema>;

/** Rounds a document to cents once, on its total. What rounding adds or takes is carried to the next one. */
export function computeTotal(
  exactTotal: Pico,
  tax: Pico,
  carriedIn: Pico,
): { readonly rounding: Pico; readonly total: Pico } {
  const exact = pico(exactTotal + tax + carriedIn);
  const total = roundToCents(exact);
  return { rounding: subPico(total, exact), total };
}
