import { type Pico, parseUsd, subPico } from "#kernel";
import { taxOn } from "../invoicing/tax";
import { digestOf } from "../seal/canonical";
import type { Bill, BillLine } from "./bill";
import type { BillProblem } from "./bill-problem";
import { checkAdjustments } from "./verify-adjustments";
import { checkChain, type Link } from "./verify-chain";
import { checkComponents } from "./verify-components";
import { checkSeal } from "./verify-seal";
import { checkSigned, type Keys } from "./verify-signed";
import { checkTotals, sumUsd } from "./verify-totals";

const usd = (text: string): Pico => parseUsd(text);

/** Everything that an invoice says: amounts, sums, rounding, digests, the chain of its calls and the signatures. */
export function* checkInvoice(bill: Bill, keys: Keys): Generator<BillProblem> {
  const { lines, adjustments = [], tax, chain } = bill;
  const orgId = chain?.orgId ?? "";
  for (const [index, line] of lines.entries())
    for (const problem of checkLine(line, index, orgId)) yield { where: `line ${index + 1}`, problem };
  yield* checkAdjustments(bill, orgId);
  const exactTotal = sumUsd([...lines, ...adjustments]);
  yield* checkTotals(bill, { exactTotal, tax: taxOn(usd(bill.exactTotal), tax.bps) });
  const adjusted = adjustments.map(({ no, seal }) => ({ ...seal, where: `adjustment ${no}` }));
  if (chain) yield* checkChain([...lines.flatMap(linksOf), ...adjusted], chain, keys);
  else if (lines.length + adjustments.length > 0) yield { where: "chain", problem: "it has lines, but no chain" };
  else if (keys && !bill.signature) yield { where: "chain", problem: "it bills nothing and has no signature to check" };
  yield* checkSigned(bill, keys);
}

function* checkLine(line: BillLine, index: number, orgId: string): Generator<string> {
  if (line.no !== index + 1) yield `its number is ${line.no}, but it is line ${index + 1}`;
  yield* checkComponents(line.components);
  const recomputed = subPico(sumUsd(line.components), sumUsd(line.credits));
  if (recomputed !== usd(line.amount)) yield `its components less its credits are not ${line.amount}`;
  yield* checkSeal(line, orgId);
  if (digestOf(line) !== line.digest) yield "its digest does not match: something on it was changed";
}

const linksOf = ({ seal, credits }: BillLine, index: number): Link[] =>
  [seal, ...credits.map((credit) => credit.seal)].flatMap((own) =>
    own ? [{ ...own, where: `line ${index + 1}` }] : [],
  );
