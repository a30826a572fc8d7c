import { formatDecimal, formatUsd, type Pico, parseDecimal, parseUsd, pico } from "#kernel";
import { type Bill, computeTotal } from "../invoices/bill";
import { composeBill, type OpenAdjustment, type OpenLine } from "../invoices/compose-bill";
import { taxOn } from "../invoicing/tax";
import { amountOf } from "../pricing/rate";
import { sha256 } from "../seal/canonical";
import type { SigningKey } from "../seal/ed25519";
import { digestOfCredit, digestOfRerate, digestOfUsage } from "../seal/entry";
import { startChain } from "./chain";
import { testKey } from "./signing-key";

/** What a call on a made-up bill used, and whether the agency credited some of it afterwards, or re-rated it at twice the price. */
export type Call = {
  readonly input: number;
  readonly output: number;
  readonly credited: boolean;
  readonly rerated?: boolean;
};

const ORG = "0190a000-0000-7000-8000-000000000000";
const id = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const AT = "2026-11-23T12:00:00.000Z";
const NUMBER = "HIRE-2026-000001";
const UNIT = 1_000_000;
/** USD per million. */
const RATES = { input: { digits: 375n, scale: 2 }, output: { digits: 1_875n, scale: 2 } } as const;
const KEY = testKey();

const chargeOf = (part: keyof typeof RATES, quantity: number): Pico => amountOf(BigInt(quantity), RATES[part], UNIT);

const component = (part: keyof typeof RATES, quantity: number) => ({
  component: part,
  quantity,
  rate: formatDecimal(RATES[part]),
  unit: UNIT as 1_000_000,
  amount: formatUsd(chargeOf(part, quantity)),
  rateCardId: id(9),
});

function lineOf(
  { input, output, credited }: Call,
  index: number,
  seal: ReturnType<typeof startChain>["seal"],
): OpenLine {
  const facts = {
    attemptId: id(100 + index),
    jobId: id(1),
    runId: id(2),
    step: index + 1,
    attempt: 1,
    purpose: "work",
    provider: "anthropic",
    model: "sonnet",
    tier: "standard" as const,
    rateCardId: id(9),
    markupBps: 2_500,
    at: AT,
    usageDigest: sha256(`${input} ${output}`),
    components: [component("input", input), component("output", output)],
  };
  const own = seal(digestOfUsage(ORG, { ...facts, credits: [] }));
  const charged = chargeOf("input", input) + chargeOf("output", output);
  const given = credited ? charged / 2n : 0n;
  const credit = { reason: "the run failed", amount: formatUsd(pico(given)) };
  const credits = credited
    ? [{ ...credit, seal: { ...seal(digestOfCredit(ORG, { attemptId: facts.attemptId, ...credit, at: AT })), at: AT } }]
    : [];
  const readable = { jobTitle: "Count the rows", projectId: null, agent: "analyst" };
  return { ...facts, ...readable, credits, seal: own, amount: formatUsd(pico(charged - given)) };
}

/** A call on the bill, re-rated at twice its price; the agency carries a third of what that adds. */
function adjustmentOf(line: OpenLine, no: number, seal: ReturnType<typeof startChain>["seal"]): OpenAdjustment {
  const { attemptId, jobId, jobTitle, projectId, runId, agent, step, attempt, provider, model, tier } = line;
  const components = line.components.map(({ rate, amount, ...component }) => {
    const [twice, doubled] = [parseDecimal(rate, "rate"), pico(parseUsd(amount) * 2n)];
    const price = formatDecimal({ ...twice, digits: twice.digits * 2n });
    return { ...component, rate: price, amount: formatUsd(doubled), rateCardId: id(10) };
  });
  const billed = pico(line.components.reduce((sum, { amount }) => sum + parseUsd(amount), 0n));
  const credited = pico(billed / 3n);
  const facts = {
    ...{ deltaId: id(200 + no), attemptId, deltaNo: 1, rerateId: id(11), rateCardId: id(10), at: AT, components },
    ...{ billed: formatUsd(billed), rerated: formatUsd(pico(billed * 2n)), credited: formatUsd(credited) },
    amount: formatUsd(pico(billed - credited)),
  };
  const place = { jobId, jobTitle, projectId, runId, agent, step, attempt, provider, model, tier };
  const call = { invoice: NUMBER, line: no };
  const own = seal(digestOfRerate(ORG, facts));
  return { ...place, ...facts, call, reason: "The list was wrong", chargedAt: line.at, seal: own };
}

/**
 * A valid bill without a database, as `getInvoice` gives it, with one entry in its chain that it does not bill.
 * @param key the agency's
 */
export function sealedBill(calls: readonly Call[], key: SigningKey = KEY): Bill {
  const chain = startChain(ORG);
  for (let n = 1; n <= 4; n++) chain.seal(sha256(`what came before, ${n}`));
  const { hash: _, ...credited } = chain.seal(sha256("a credit note"));
  const lines = calls.map((call, index) => lineOf(call, index, chain.seal));
  const adjustments = lines.flatMap((line, index) =>
    calls[index]?.rerated ? adjustmentOf(line, index + 1, chain.seal) : [],
  );
  const exactTotal = pico([...lines, ...adjustments].reduce((sum, { amount }) => sum + parseUsd(amount), 0n));
  const tax = taxOn(exactTotal, 1_900);
  const carriedIn = pico(1_234n);
  const { rounding, total } = computeTotal(exactTotal, tax, carriedIn);
  const bill = {
    id: id(3),
    number: NUMBER,
    kind: "invoice" as const,
    currency: "USD" as const,
    issuedAt: AT,
    dueAt: AT,
    month: "2026-11",
    purchaseOrder: "PO 7",
    period: { from: AT, to: AT },
    parties: {
      issuer: { name: "Hireling" },
      customer: { name: "Client", slug: "client", address: "Street 1", country: "DE", vatId: null, costCentre: "42" },
    },
    projects: [{ id: id(5), name: "Rows", costCentre: null }],
    lines,
    adjustments,
    exactTotal: formatUsd(exactTotal),
    tax: { bps: 1_900, amount: formatUsd(tax), note: "VAT" },
    carriedIn: formatUsd(carriedIn),
    rounding: formatUsd(rounding),
    total: formatUsd(total),
    chain: { ...chain.sign(credited.seq, key), others: [{ kind: "adjustment", ...credited }] },
  };
  return composeBill(bill, key);
}
