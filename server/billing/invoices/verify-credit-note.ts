import { type Pico, parseUsd, pico } from "#kernel";
import { taxCredited } from "../invoicing/tax";
import { digestOf, sha256 } from "../seal/canonical";
import { digestOfAdjustment } from "../seal/entry";
import type { BillProblem } from "./bill-problem";
import type { CreditNote, CreditNoteLine } from "./credit-note";
import { checkChain } from "./verify-chain";
import { checkSigned, type Keys } from "./verify-signed";
import { checkTotals, sumUsd } from "./verify-totals";

const usd = (text: string): Pico => parseUsd(text);
const negated = (amount: Pico): Pico => pico(-amount);

/** Everything that a credit note says: its lines, sums, rounding, digests, its entry in the chain and the signatures. */
export function* checkCreditNote(note: CreditNote, keys: Keys): Generator<BillProblem> {
  const { lines, creditedBefore, tax, seal, chain } = note;
  const calls = new Set<string>();
  for (const [index, line] of lines.entries()) {
    for (const problem of checkLine(line, index)) yield { where: `line ${index + 1}`, problem };
    if (calls.has(line.attemptId)) yield { where: `line ${index + 1}`, problem: "its call stands on the note twice" };
    calls.add(line.attemptId);
  }
  if (lines.length === 0) yield { where: "lines", problem: "it takes nothing back" };
  const net = sumUsd(lines);
  const taxBack = taxCredited(usd(creditedBefore), negated(usd(note.exactTotal)), tax.bps);
  yield* checkTotals(note, { exactTotal: negated(net), tax: negated(taxBack) });
  if (chain && seal) {
    if (digestOfAdjustment(chain.orgId, sealedFacts(note)) !== seal.digest)
      yield { where: "seal", problem: `it is not the credit note that was sealed as number ${seal.seq}` };
    yield* checkChain([{ ...seal, where: "seal" }], chain, keys);
  } else if (chain || seal) {
    yield { where: "chain", problem: "its seal and its chain come together" };
  }
  yield* checkSigned(note, keys);
}

function* checkLine(line: CreditNoteLine, index: number): Generator<string> {
  if (line.no !== index + 1) yield `its number is ${line.no}, but it is line ${index + 1}`;
  if (usd(line.amount) === 0n) yield "it takes nothing back";
  if (usd(line.amount) > usd(line.charged)) yield `${line.amount} is more than the ${line.charged} that were charged`;
  if (digestOf(line) !== line.digest) yield "its digest does not match: something on it was changed";
}

/** As the sealer takes them from the books. */
const sealedFacts = ({ id, number, corrects, issuedAt, lines, exactTotal, tax, total }: CreditNote) => ({
  creditNoteId: id,
  number,
  correctsId: corrects.id,
  at: issuedAt,
  lines: lines.length,
  linesDigest: sha256(lines.map(({ attemptId, amount }) => `${attemptId} ${usd(amount)}`).join("\n")),
  exactTotal,
  tax: tax.amount,
  total,
});
