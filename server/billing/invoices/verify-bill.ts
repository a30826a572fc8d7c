import { addPico, type Pico, parseDecimal, parseUsd, subPico, unitOf } from "#kernel";
import { taxOn } from "../invoicing/tax";
import { sumLines } from "../pricing/price-of";
import { amountOf } from "../pricing/rate";
import { digestOf } from "../seal/canonical";
import { type Bill, type BillChain, type BillLine, billSchema, computeTotal } from "./bill";
import type { BillProblem } from "./bill-problem";
import { checkChain, checkSeal } from "./verify-chain";

export type BillVerdict =
  | {
      readonly ok: true;
      readonly number: string;
      readonly lines: number;
      readonly total: string;
      /** Who signed the chain's head; NULL when it bills no call. */
      readonly signedBy: { readonly keyId: string; readonly publicKey: string } | null;
    }
  | { readonly ok: false; readonly problems: readonly BillProblem[] };

const usd = (text: string): Pico => parseUsd(text);
const sumUsd = (amounts: readonly { readonly amount: string }[]): Pico =>
  sumLines(amounts.map(({ amount }) => ({ amount: usd(amount) })));

function* checkLine(line: BillLine, index: number, orgId: string): Generator<string> {
  if (line.no !== index + 1) yield `its number is ${line.no}, but it is line ${index + 1}`;
  const seen = new Set<string>();
  for (const { component, quantity, rate, unit, amount } of line.components) {
    if (seen.has(component)) yield `${component} stands on it twice`;
    seen.add(component);
    if (unit !== unitOf(component)) yield `${component} is rated per ${unitOf(component)}, not per ${unit}`;
    const recomputed = amountOf(BigInt(quantity), parseDecimal(rate, "rate"), unit);
    if (recomputed !== usd(amount)) yield `${component}: ${quantity} × ${rate} / ${unit} is not ${amount}`;
  }
  const recomputed = subPico(sumUsd(line.components), sumUsd(line.credits));
  if (recomputed !== usd(line.amount)) yield `its components less its credits are not ${line.amount}`;
  yield* checkSeal(line, orgId);
  if (digestOf(line) !== line.digest) yield "its digest does not match: something on it was changed";
}

function* checkTotals(bill: Bill): Generator<BillProblem> {
  const exactTotal = sumUsd(bill.lines);
  if (exactTotal !== usd(bill.exactTotal))
    yield { where: "exactTotal", problem: `the lines do not add up to ${bill.exactTotal}` };
  if (taxOn(usd(bill.exactTotal), bill.tax.bps) !== usd(bill.tax.amount))
    yield { where: "tax", problem: `${bill.tax.bps / 100}% of ${bill.exactTotal} is not ${bill.tax.amount}` };
  const { rounding, total } = computeTotal(usd(bill.exactTotal), usd(bill.tax.amount), usd(bill.carriedIn));
  if (rounding !== usd(bill.rounding))
    yield { where: "rounding", problem: `${bill.rounding} does not round it to whole cents, half to even` };
  if (total !== usd(bill.total))
    yield { where: "total", problem: `it is not exactTotal + tax + carriedIn, rounded to cents` };
  const parts = [bill.exactTotal, bill.tax.amount, bill.carriedIn, bill.rounding];
  if (addPico(...parts.map(usd)) !== usd(bill.total)) {
    yield { where: "total", problem: `${parts.join(" + ")} is not ${bill.total}` };
  }
}

/**
 * Recomputes an invoice from its JSON alone: amounts, sums, rounding, digests, the chain of its calls and the signature on
 * that. Never throws on bad input.
 * @param publicKey the agency's, got elsewhere: without it, the signature proves that one key signed, but not whose it is
 */
export function verifyBill(json: unknown, { publicKey }: { readonly publicKey?: string } = {}): BillVerdict {
  const parsed = billSchema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ where: whereIs(path), problem: message }));
    return { ok: false, problems };
  }
  const bill = parsed.data;
  const { number, lines, total, chain } = bill;
  const orgId = chain?.orgId ?? "";
  const problems = [
    ...lines.flatMap((line, index) =>
      [...checkLine(line, index, orgId)].map((problem) => ({ where: `line ${index + 1}`, problem })),
    ),
    ...checkTotals(bill),
    ...(chain ? checkChain(bill, chain, publicKey) : checkUnchained(bill, publicKey)),
    ...checkDigest(bill),
  ];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, number, lines: lines.length, total, signedBy: chain && signerOf(chain.signature) };
}

const signerOf = ({ keyId, publicKey }: BillChain["signature"]) => ({ keyId, publicKey });

function* checkUnchained({ lines }: Bill, publicKey?: string): Generator<BillProblem> {
  if (lines.length > 0) yield { where: "chain", problem: "it has lines, but no chain" };
  if (publicKey !== undefined) yield { where: "chain", problem: "it bills nothing and has no signature to check" };
}

function* checkDigest(bill: Bill): Generator<BillProblem> {
  if (digestOf(bill) !== bill.digest)
    yield { where: "digest", problem: "it does not match: something on the invoice was changed" };
}

const whereIs = ([first, index, ...rest]: readonly PropertyKey[]): string =>
  first === "lines" && typeof index === "number"
    ? `line ${index + 1}${rest.map((part) => `.${String(part)}`).join("")}`
    : [first, index, ...rest].flatMap((part) => (part === undefined ? [] : String(part))).join(".") || "file";
