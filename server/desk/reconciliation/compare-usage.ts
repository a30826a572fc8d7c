import { type DayUsage, type Measure, sumByDayAndModel } from "./usage";

export type Difference = {
  readonly measure: Measure;
  readonly metered: bigint;
  readonly reported: bigint;
  /** `metered − reported`. */
  readonly difference: bigint;
  /** More than 0.5% of what was reported. */
  readonly isNotable: boolean;
};

export type ComparedDay = {
  readonly day: string;
  readonly model: string;
  /** `agrees` when no difference is notable. */
  readonly status: "differs" | "only_metered" | "only_reported" | "agrees";
  readonly differences: readonly Difference[];
};

/** 0.5% is one in two hundred. */
const TOLERATED = 200n;

const sizeOf = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

export function differenceOf(measure: Measure, metered: bigint, reported: bigint): Difference {
  const difference = metered - reported;
  return { measure, metered, reported, difference, isNotable: sizeOf(difference) * TOLERATED > sizeOf(reported) };
}

function compare(
  ours: DayUsage | undefined,
  theirs: DayUsage | undefined,
  measures: readonly Measure[],
): ComparedDay["differences"] {
  return measures.map((measure) => differenceOf(measure, ours?.figures[measure] ?? 0n, theirs?.figures[measure] ?? 0n));
}

function statusOf(
  ours: DayUsage | undefined,
  theirs: DayUsage | undefined,
  differences: ComparedDay["differences"],
): ComparedDay["status"] {
  if (!differences.some(({ isNotable }) => isNotable)) return "agrees";
  if (!theirs) return "only_metered";
  return ours ? "differs" : "only_reported";
}

const weightOf = ({ differences }: ComparedDay, counts: (measure: Measure) => boolean): bigint =>
  differences.reduce((sum, { measure, difference }) => (counts(measure) ? sum + sizeOf(difference) : sum), 0n);

const descending = (a: bigint, b: bigint): number => Number(b > a) - Number(b < a);
const ascending = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** What differs notably comes first: by money, then by tokens; then all by day and model. */
const byWeight = (a: ComparedDay, b: ComparedDay): number =>
  Number(a.status === "agrees") - Number(b.status === "agrees") ||
  descending(
    weightOf(a, (measure) => measure === "cost"),
    weightOf(b, (measure) => measure === "cost"),
  ) ||
  descending(
    weightOf(a, (measure) => measure !== "cost"),
    weightOf(b, (measure) => measure !== "cost"),
  ) ||
  ascending(a.day, b.day) ||
  ascending(a.model, b.model);

/**
 * Holds what we metered against what a provider reported, by day and model.
 * @param measures what the report speaks of; the others are not compared
 */
export function compareUsage(
  metered: readonly DayUsage[],
  reported: readonly DayUsage[],
  measures: readonly Measure[],
): ComparedDay[] {
  const ours = sumByDayAndModel(metered);
  const theirs = sumByDayAndModel(reported);
  return [...new Map([...ours, ...theirs])]
    .map(([key, { day, model }]) => {
      const differences = compare(ours.get(key), theirs.get(key), measures);
      return { day, model, status: statusOf(ours.get(key), theirs.get(key), differences), differences };
    })
    .sort(byWeight);
}
