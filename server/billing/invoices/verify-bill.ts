import { addPico, type Pico, parseDecimal, parseUsd, subPico, unitOf } from "#kernel";
import { sumLines } from "../pricing/price-of";
import { amountOf } from "../pricing/rate";
import { type Bill, type BillLine, billSchema, computeTotal } from "./bill";
import { digestOf } from "./canonical";

/** What is wrong and where: "line 3", "total", "digest", or the path of a field. */
type BillProblem = { readonly where: string; readonly problem: string };

export type BillVerdict =
  | { readonly ok: true; readonly number: string; readonly lines: number; readonly total: string }
  | { readonly ok: false; readonly problems: readonly BillProblem[] };

const usd = (text: string): Pico => parseUsd(text);
const sumUsd = (amounts: readonly { readonly amount: string }[]): Pico =>
  sumLines(amounts.map(({ amount }) => ({ amount: usd(amount) })));

function* checkLine(line: BillLine, index: number): Generator<string> {
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
  if (digestOf(line) !== line.digest) yield "its digest does not match: something on it was changed";
}

function* checkTotals(bill: Bill): Generator<BillProblem> {
  const exactTotal = sumUsd(bill.lines);
  if (exactTotal !== usd(bill.exactTotal))
    yield { where: "exactTotal", problem: `the lines do not add up to ${bill.exactTotal}` };
  const { rounding, total } = computeTotal(usd(bill.exactTotal), usd(bill.carriedIn));
  if (rounding !== usd(bill.rounding))
    yield { where: "rounding", problem: `${bill.rounding} does not round it to whole cents, half to even` };
  if (total !== usd(bill.total))
    yield { where: "total", problem: `it is not exactTotal + carriedIn, rounded to cents` };
  if (addPico(usd(bill.exactTotal), usd(bill.carriedIn), usd(bill.rounding)) !== usd(bill.total)) {
    yield { where: "total", problem: `${bill.exactTotal} + ${bill.carriedIn} + ${bill.rounding} is not ${bill.total}` };
  }
  if (digestOf(bill) !== bill.digest)
    yield { where: "digest", problem: "it does not match: something on the invoice was changed" };
}

/** Recomputes an invoice from its JSON alone: amounts, sums, rounding and digests. Never throws on bad input. */
export function verifyBill(json: unknown): BillVerdict {
  const parsed = billSchema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ where: whereIs(path), problem: message }));
    return { ok: false, problems };
  }
  const bill = parsed.data;
  const problems = [
    ...bill.lines.flatMap((line, index) =>
      [...checkLine(line, index)].map((problem) => ({ where: `line ${index + 1}`, problem })),
    ),
    ...checkTotals(bill),
  ];
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, number: bill.number, lines: bill.lines.length, total: bill.total };
}

const whereIs = ([first, index, ...rest]: readonly PropertyKey[]): string =>
  first === "lines" && typeof index === "number"
    ? `line ${index + 1}${rest.map((part) => `.${String(part)}`).join("")}`
    : [first, index, ...rest].flatMap((part) => (part === undefined ? [] : String(part))).join(".") || "file";
