import { divideHalfEven, formatDecimal, parseRate } from "#kernel";
import { problemOfPrice } from "./check-lines";
import { lineKey, type PriceLine } from "./lines";

/** One price before and after. */
type PriceChange = {
  readonly from: string;
  readonly to: string;
  /** How much dearer it becomes, percent with two decimals, half-even; NULL where it was zero. */
  readonly percent: string | null;
};

/** What a draft does to the card in force. */
export type Comparison = {
  readonly added: readonly PriceLine[];
  readonly removed: readonly PriceLine[];
  readonly changed: readonly {
    readonly line: PriceLine;
    /** NULL when it stays. */
    readonly cost: PriceChange | null;
    readonly sell: PriceChange | null;
    /** The threshold's operator alone may change; then its old one, else NULL. */
    readonly operatorWas: string | null;
  }[];
  readonly same: number;
};

const sellOf = ({ sell, cost }: PriceLine): string => sell ?? cost;

function changeOf(from: string, to: string, { component }: PriceLine): PriceChange | null {
  if (from === to) return null;
  if (problemOfPrice(from) || problemOfPrice(to)) return { from, to, percent: null };
  const [before, after] = [parseRate(from, component), parseRate(to, component)];
  if (before === after) return null;
  const points = before === 0n ? null : divideHalfEven((after - before) * 10_000n, before);
  return { from, to, percent: points === null ? null : formatDecimal({ digits: points, scale: 2 }) };
}

/** Compares two price lists line by line, in the order of the new one. */
export function compareLines(before: readonly PriceLine[], after: readonly PriceLine[]): Comparison {
  const old = new Map(before.map((line) => [lineKey(line), line]));
  const kept = new Set(after.map(lineKey));
  const changed = after.flatMap((line) => {
    const was = old.get(lineKey(line));
    if (!was) return [];
    const cost = changeOf(was.cost, line.cost, line);
    const sell = changeOf(sellOf(was), sellOf(line), line);
    const operatorWas = was.above?.operator === line.above?.operator ? null : (was.above?.operator ?? null);
    return cost || sell || operatorWas ? [{ line, cost, sell, operatorWas }] : [];
  });
  const added = after.filter((line) => !old.has(lineKey(line)));
  return {
    added,
    removed: before.filter((line) => !kept.has(lineKey(line))),
    changed,
    same: after.length - added.length - changed.length,
  };
}
