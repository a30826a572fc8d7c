import { z } from "zod";
import { TIERS } from "#kernel";
import { usd } from "./money";
import { billedComponent } from "./usage";

const period = z
  .strictObject({ from: z.iso.datetime(), to: z.iso.datetime() })
  .describe("The earliest and the latest model call that it bills");
const digest = z.string().describe("SHA-256, hex");

const invoiceState = z.enum(["paid", "open", "overdue"]);

const parties = z.strictObject({
  issuer: z.strictObject({ name: z.string() }),
  customer: z
    .strictObject({
      name: z.string(),
      slug: z.string(),
      address: z.string().nullable(),
      country: z.string().nullable(),
      vatId: z.string().nullable(),
      costCentre: z.string().nullable(),
    })
    .describe("The billing profile as it was when it was issued"),
});

const projects = z
  .array(z.strictObject({ id: z.string(), name: z.string(), costCentre: z.string().nullable() }))
  .describe("The projects of its calls, as they were when it was issued");

const tax = z
  .strictObject({ bps: z.number().int(), amount: usd, note: z.string().nullable() })
  .describe("In basis points of `exactTotal`; the note names it, or says why there is none");

/** An invoice or a credit note in a list. */
export const invoiceSummary = z.object({
  id: z.string(),
  kind: z.enum(["invoice", "credit_note"]),
  number: z.string(),
  month: z.string().nullable().describe("The closed month; null when issued on demand"),
  currency: z.string(),
  period,
  total: usd.describe("Whole cents; below zero on a credit note"),
  due: usd.describe("What is still to be paid, whole cents"),
  dueAt: z.iso.datetime().nullable(),
  state: invoiceState.nullable().describe("Null on a credit note"),
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
  projectId: z.string().nullable().describe("One of `projects`; null outside any"),
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

const signature = z.strictObject({ keyId: z.string(), publicKey: z.string(), signature: z.string() });
const documentSignature = signature.describe("The agency's, Ed25519 in base64 over `document:<digest>`");

const invoiceAdjustment = z
  .strictObject({
    no: z.number().int(),
    deltaId: z.string(),
    attemptId: z.string(),
    deltaNo: z.number().int().describe("1 for the call's first delta; each begins where the one before left"),
    rerateId: z.string(),
    reason: z.string(),
    call: z
      .strictObject({ invoice: z.string(), line: z.number().int() })
      .describe("The number of the invoice that has the call, and its line there"),
    jobId: z.string(),
    jobTitle: z.string(),
    projectId: z.string().nullable(),
    runId: z.string(),
    agent: z.string(),
    step: z.number().int(),
    attempt: z.number().int(),
    provider: z.string(),
    model: z.string(),
    tier: z.enum(TIERS),
    chargedAt: z.iso.datetime().describe("When the call was charged"),
    at: z.iso.datetime().describe("When it was re-rated"),
    rateCardId: z.string().describe("The card that should have held"),
    components: z.array(billedComponent.strict()),
    billed: usd.describe("What the call's components came to until then"),
    rerated: usd.describe("What they come to by the card that should have held"),
    credited: usd.describe("What of the difference moves no money"),
    amount: usd.describe("`rerated − billed − credited`; below zero, what is given back"),
    seal,
    digest,
  })
  .describe("What a re-rating made of a call on this invoice or an earlier one");

const chain = z
  .strictObject({
    orgId: z.string(),
    first: z.number().int(),
    last: z.number().int(),
    before: digest,
    head: digest,
    others: z.array(z.strictObject({ seq: z.number().int(), kind: z.string(), digest })),
    signature,
  })
  .describe("The sealed entries that the document is on, and the agency's signature over `orgId:last:head`");

/**
 * A numbered bill, which `verify-bill` checks: every value in it is recomputed or hashed. Strict, because a value that was
 * left out here without a word would break the digest.
 */
export const invoiceView = z.strictObject({
  id: z.string(),
  number: z.string(),
  kind: z.literal("invoice"),
  currency: z.literal("USD"),
  issuedAt: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable(),
  month: z.string().nullable().describe("The closed month; null when issued on demand"),
  purchaseOrder: z.string().nullable(),
  period,
  parties,
  projects,
  lines: z.array(invoiceLine),
  adjustments: z.array(invoiceAdjustment).optional().describe("Absent when no call was re-rated"),
  exactTotal: usd.describe("The sum of the lines and adjustments"),
  tax,
  carriedIn: usd.describe("What the rounding of earlier invoices left over"),
  rounding: usd,
  total: usd.describe("`exactTotal + tax.amount + carriedIn + rounding`, whole cents"),
  chain: chain.nullable(),
  digest,
  signature: documentSignature.optional(),
});

const creditNoteLine = z.strictObject({
  no: z.number().int(),
  invoiceLine: z.number().int().describe("The line of the corrected invoice"),
  attemptId: z.string(),
  jobId: z.string(),
  jobTitle: z.string(),
  projectId: z.string().nullable(),
  runId: z.string(),
  agent: z.string(),
  step: z.number().int(),
  attempt: z.number().int(),
  model: z.string(),
  charged: usd.describe("What the invoice charges for the call"),
  amount: usd.describe("What of it is given back"),
  digest,
});

/** What takes back some of an invoice, as `verify-bill` checks it. Its totals are below zero. */
export const creditNoteView = z.strictObject({
  id: z.string(),
  number: z.string(),
  kind: z.literal("credit_note"),
  corrects: z.strictObject({ id: z.string(), number: z.string() }),
  reason: z.string(),
  currency: z.literal("USD"),
  issuedAt: z.iso.datetime(),
  period,
  parties,
  projects,
  lines: z.array(creditNoteLine),
  exactTotal: usd.describe("The lines' amounts, below zero"),
  creditedBefore: usd.describe(
    "What earlier notes took back of the same invoice: tax is rounded on all of it together",
  ),
  tax,
  carriedIn: usd,
  rounding: usd,
  total: usd.describe("`exactTotal + tax.amount + carriedIn + rounding`, whole cents"),
  seal: seal.nullable().describe("Null, as `chain` is, until the agency has signed a head after it"),
  chain: chain.nullable(),
  digest,
  signature: documentSignature,
});

/** A credit note in a list. */
export const creditNoteSummary = z.object({
  id: z.string(),
  number: z.string(),
  corrects: z.strictObject({ id: z.string(), number: z.string() }),
  reason: z.string(),
  currency: z.string(),
  total: usd.describe("Whole cents, below zero"),
  issuedAt: z.iso.datetime(),
});

/** What has happened to an invoice since it was issued. */
export const invoiceAccount = z.object({
  number: z.string(),
  issuedAt: z.iso.datetime(),
  total: usd.describe("Whole cents"),
  state: invoiceState,
  due: usd.describe("Still to be paid, whole cents"),
  dueAt: z.iso.datetime().nullable(),
  payments: z
    .array(z.object({ amount: usd, method: z.enum(["wallet", "stripe", "bank"]), at: z.iso.datetime() }))
    .readonly(),
  creditNotes: z
    .array(z.object({ id: z.string(), number: z.string(), total: usd, reason: z.string(), issuedAt: z.iso.datetime() }))
    .readonly(),
});
