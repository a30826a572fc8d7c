import { parseUsd, pico } from "#kernel";
import { digestOf } from "../seal/canonical";
import { digestOfRerate } from "../seal/entry";
import type { Bill, BillAdjustment } from "./bill";
import type { BillProblem } from "./bill-problem";
import { checkComponents } from "./verify-components";
import { sumUsd } from "./verify-totals";

const usd = parseUsd;

/** What re-ratings have made of calls: each one's prices, difference, digest and seal, and whether it begins where the call stood. */
export function* checkAdjustments({ number, lines, adjustments = [] }: Bill, orgId: string): Generator<BillProblem> {
  for (const [index, adjustment] of adjustments.entries()) {
    const where = `adjustment ${index + 1}`;
    for (const problem of checkOne(adjustment, index, orgId)) yield { where, problem };
    const { attemptId, deltaNo, billed, call } = adjustment;
    const line = call.invoice === number ? lines[call.line - 1] : undefined;
    if (call.invoice === number && line?.attemptId !== attemptId)
      yield { where, problem: `line ${call.line} is another call` };
    const before = adjustments.find((other) => other.attemptId === attemptId && other.deltaNo === deltaNo - 1);
    const stood = deltaNo === 1 ? line && sumUsd(line.components) : before && usd(before.rerated);
    if (stood !== undefined && stood !== usd(billed))
      yield { where, problem: `${billed} is not what the call was billed before` };
  }
}

function* checkOne(adjustment: BillAdjustment, index: number, orgId: string): Generator<string> {
  const { no, components, billed, rerated, credited, amount, seal, digest } = adjustment;
  if (no !== index + 1) yield `its number is ${no}, but it is adjustment ${index + 1}`;
  yield* checkComponents(components);
  if (sumUsd(components) !== usd(rerated)) yield `its components do not add up to ${rerated}`;
  const delta = pico(usd(rerated) - usd(billed));
  if (delta - usd(credited) !== usd(amount)) yield `${rerated} - ${billed} - ${credited} is not ${amount}`;
  const isWithin =
    delta > 0n ? usd(credited) >= 0n && usd(credited) <= delta : usd(credited) <= 0n && usd(credited) >= delta;
  if (delta === 0n || !isWithin) yield `${credited} of a difference of ${rerated} - ${billed} cannot be credited`;
  if (digestOfRerate(orgId, adjustment) !== seal.digest)
    yield `it is not the adjustment that was sealed as number ${seal.seq}: something of it was changed`;
  if (digestOf(adjustment) !== digest) yield "its digest does not match: something on it was changed";
}
