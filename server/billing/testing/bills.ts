import type { Bill } from "../invoices/bill";
import { composeBill, type OpenLine } from "../invoices/compose-bill";
import { composeCreditNote } from "../invoices/compose-credit-note";
import type { CreditNote } from "../invoices/credit-note";
import { testKey } from "./signing-key";

const line = (changes: Partial<OpenLine>): OpenLine => ({
  attemptId: "0198f000-0000-7000-8000-000000000001",
  jobId: "0198f000-0000-7000-8000-0000000000a1",
  jobTitle: "Which penguins weigh most?",
  projectId: "0198f000-0000-7000-8000-0000000000b1",
  runId: "0198f000-0000-7000-8000-0000000000c1",
  agent: "data-analyst",
  step: 1,
  attempt: 1,
  purpose: "work",
  provider: "anthropic",
  model: "claude-sonnet",
  tier: "standard",
  rateCardId: "card-1",
  markupBps: 2_500,
  at: "2026-11-03T09:15:00.250Z",
  usageDigest: "0".repeat(64),
  components: [
    { component: "input", quantity: 12_000, rate: "3.75", unit: 1_000_000, amount: "0.045", rateCardId: "card-1" },
    { component: "output", quantity: 801, rate: "18.75", unit: 1_000_000, amount: "0.01501875", rateCardId: "card-1" },
  ],
  credits: [],
  seal: null,
  amount: "0.06001875",
  ...changes,
});

/** An invoice over three calls of two jobs, with tax, a fee and a credit. */
export function sampleBill(changes: Partial<Bill> = {}): Bill {
  const { digest: _, lines: __, signature: ___, ...open } = { digest: "", lines: [], ...changes };
  const bill = {
    id: "0198f000-0000-7000-8000-0000000000d1",
    number: "HIRE-2026-000042",
    kind: "invoice" as const,
    currency: "USD" as const,
    issuedAt: "2026-12-01T00:05:00.000Z",
    dueAt: "2026-12-15T00:05:00.000Z",
    month: "2026-11",
    purchaseOrder: "PO-77",
    period: { from: "2026-11-03T09:15:00.250Z", to: "2026-11-28T17:30:10.000Z" },
    parties: {
      issuer: { name: "Hireling" },
      customer: {
        name: "Klient GmbH",
        slug: "klient",
        address: "Unter den Linden 1\n10117 Berlin",
        country: "DE",
        vatId: "DE123456789",
        costCentre: "4711",
      },
    },
    projects: [{ id: "0198f000-0000-7000-8000-0000000000b1", name: "Research", costCentre: "R-1" }],
    lines: [
      line({}),
      line({ attemptId: "0198f000-0000-7000-8000-000000000002", step: 2 }),
      line({
        attemptId: "0198f000-0000-7000-8000-000000000003",
        jobId: "0198f000-0000-7000-8000-0000000000a2",
        jobTitle: "Überblick: Märkte für Zement",
        projectId: null,
        runId: "0198f000-0000-7000-8000-0000000000c2",
        agent: "researcher",
        at: "2026-11-28T17:30:10.000Z",
        components: [
          {
            component: "input",
            quantity: 3,
            rate: "3.75",
            unit: 1_000_000,
            amount: "0.00001125",
            rateCardId: "card-1",
          },
          { component: "webSearch", quantity: 2, rate: "12.5", unit: 1_000, amount: "0.025", rateCardId: "card-1" },
        ],
        credits: [{ reason: "The run failed: the provider was down", amount: "0.02501125", seal: null }],
        amount: "0.00",
      }),
    ],
    exactTotal: "0.1200375",
    tax: { bps: 1_900, amount: "0.022807125", note: "VAT 19%" },
    carriedIn: "-0.001",
    rounding: "-0.001844625",
    total: "0.14",
    chain: null,
    ...open,
  };
  return composeBill(bill, testKey());
}

/** A credit note over half of the first call of `sampleBill`. */
export function sampleCreditNote(): CreditNote {
  const bill = sampleBill();
  const { attemptId, jobId, jobTitle, projectId, runId, agent, step, attempt, model } = line({});
  const { currency, period, parties, projects, id, number } = bill;
  const note = {
    ...{ currency, period, parties, projects, corrects: { id, number } },
    id: "0198f000-0000-7000-8000-0000000000d2",
    number: "HIRE-2026-000043",
    kind: "credit_note" as const,
    issuedAt: "2026-12-03T08:00:00.000Z",
    reason: "The chart was wrong",
    lines: [
      {
        ...{ attemptId, jobId, jobTitle, projectId, runId, agent, step, attempt, model },
        invoiceLine: 1,
        charged: "0.06001875",
        amount: "0.03",
      },
    ],
    exactTotal: "-0.03",
    creditedBefore: "0.00",
    tax: { bps: 1_900, amount: "-0.0057", note: "VAT 19%" },
    carriedIn: "0.001844625",
    rounding: "-0.006144625",
    total: "-0.04",
    seal: null,
    chain: null,
  };
  return composeCreditNote(note, testKey());
}
