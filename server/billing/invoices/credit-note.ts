import { z } from "zod";
import { chain, charge, digest, partiesSchema, projectSchema, sealed, signatureSchema, taxSchema, usd } from "./bill";

/** What a credit note takes back of one call on the invoice that it corrects. `digest` covers all else in the line. */
const line = z.strictObject({
  no: z.int().positive(),
  /** The line of the corrected invoice. */
  invoiceLine: z.int().positive(),
  attemptId: z.string(),
  jobId: z.string(),
  jobTitle: z.string(),
  projectId: z.string().nullable(),
  runId: z.string(),
  agent: z.string(),
  step: z.int(),
  attempt: z.int(),
  model: z.string(),
  /** What the call was charged until then: by the invoice, and by re-ratings. */
  charged: charge,
  /** What of that is given back. */
  amount: charge,
  digest,
});

/**
 * A credit note as JSON: what people get and `verify-bill` checks. Every value in it is recomputed or hashed, and all of
 * it is signed. Its totals are below zero.
 */
export const creditNoteSchema = z.strictObject({
  id: z.string(),
  number: z.string(),
  kind: z.literal("credit_note"),
  currency: z.literal("USD"),
  issuedAt: z.string(),
  /** The invoice that its lines are on. */
  corrects: z.strictObject({ id: z.string(), number: z.string() }),
  reason: z.string(),
  /** The invoice's. */
  period: z.strictObject({ from: z.string(), to: z.string() }),
  parties: partiesSchema,
  projects: z.array(projectSchema),
  lines: z.array(line),
  /** The sum of the lines, below zero. */
  exactTotal: usd,
  /** What earlier notes took back of the same invoice, tax aside: tax is rounded on all of it together. */
  creditedBefore: charge,
  tax: taxSchema,
  carriedIn: usd,
  rounding: usd,
  total: usd,
  /** Its place in the organization's chain; NULL until it is sealed. */
  seal: sealed.nullable(),
  /** From its own entry to the next that the agency has signed; NULL until there is one. */
  chain: chain.nullable(),
  digest,
  signature: signatureSchema,
});

/** A credit note: its totals are below zero, its lines say what of which call is given back. USD as decimal strings. */
export type CreditNote = z.infer<typeof creditNoteSchema>;
export type CreditNoteLine = CreditNote["lines"][number];
