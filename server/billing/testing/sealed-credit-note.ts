import { formatUsd, pico } from "#kernel";
import { computeTotal } from "../invoices/bill";
import { composeCreditNote } from "../invoices/compose-credit-note";
import type { CreditNote } from "../invoices/credit-note";
import { taxCredited } from "../invoicing/tax";
import { sha256 } from "../seal/canonical";
import type { SigningKey } from "../seal/ed25519";
import { digestOfAdjustment } from "../seal/entry";
import { startChain } from "./chain";
import { testKey } from "./signing-key";

/** What a made-up credit note takes back of one call, of what was charged for it. Picodollars. */
export type Refund = { readonly charged: bigint; readonly amount: bigint };

const ORG = "0190a000-0000-7000-8000-000000000000";
const id = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const AT = "2026-11-23T12:00:00.000Z";
const TAX_BPS = 1_900;
const KEY = testKey();

const usd = (amount: bigint): string => formatUsd(pico(amount));

/**
 * A valid credit note without a database, as `getCreditNote` gives it, with two entries after its own before the next
 * signed head.
 * @param key the agency's
 */
export function sealedCreditNote(refunds: readonly Refund[], key: SigningKey = KEY): CreditNote {
  const net = pico(refunds.reduce((sum, { amount }) => sum + amount, 0n));
  const before = pico(123_456_789_012n);
  const tax = pico(-taxCredited(before, net, TAX_BPS));
  const carriedIn = pico(-1_234n);
  const { rounding, total } = computeTotal(pico(-net), tax, carriedIn);
  const lines = refunds.map(({ charged, amount }, index) => ({
    invoiceLine: 2 * index + 3,
    attemptId: id(100 + index),
    jobId: id(1),
    jobTitle: "Count the rows",
    projectId: null,
    runId: id(2),
    agent: "analyst",
    step: index + 1,
    attempt: 1,
    model: "sonnet",
    charged: usd(charged),
    amount: usd(amount),
  }));
  const head = {
    id: id(4),
    number: "HIRE-2026-000002",
    issuedAt: AT,
    corrects: { id: id(3), number: "HIRE-2026-000001" },
  };
  const sums = { exactTotal: usd(-net), tax: usd(tax), total: usd(total) };
  const chain = startChain(ORG);
  for (let n = 1; n <= 4; n++) chain.seal(sha256(`what came before, ${n}`));
  const seal = chain.seal(
    digestOfAdjustment(ORG, {
      creditNoteId: head.id,
      number: head.number,
      correctsId: head.corrects.id,
      at: AT,
      lines: refunds.length,
      linesDigest: sha256(refunds.map(({ amount }, index) => `${id(100 + index)} ${amount}`).join("\n")),
      ...sums,
    }),
  );
  const others = [1, 2].map((n) => {
    const { hash: _, ...entry } = chain.seal(sha256(`what came after, ${n}`));
    return { kind: "usage", ...entry };
  });
  const note = {
    ...head,
    kind: "credit_note" as const,
    currency: "USD" as const,
    reason: "The chart was wrong",
    period: { from: AT, to: AT },
    parties: {
      issuer: { name: "Hireling" },
      customer: { name: "Client", slug: "client", address: "Street 1", country: "DE", vatId: null, costCentre: "42" },
    },
    projects: [{ id: id(5), name: "Rows", costCentre: null }],
    lines,
    ...sums,
    creditedBefore: usd(before),
    tax: { bps: TAX_BPS, amount: sums.tax, note: "VAT" },
    carriedIn: usd(carriedIn),
    rounding: usd(rounding),
    seal,
    chain: { ...chain.sign(seal.seq, key), others },
  };
  return composeCreditNote(note, key);
}
