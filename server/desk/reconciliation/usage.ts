/** What an export and our own records can both say of a model's day. */
export const MEASURES = ["input", "cacheRead", "cacheWrite", "output", "cost"] as const;
export type Measure = (typeof MEASURES)[number];

/** Tokens; for `cost` picodollars. An absent measure counts zero. */
export type Figures = Partial<Record<Measure, bigint>>;

/** Some use of a model on a day, UTC. There may be several of one day and model. */
export type DayUsage = { readonly day: string; readonly model: string; readonly figures: Figures };

/** Exports name a model with its release date where others leave it out: `claude-sonnet-4-20250514`. */
export const withoutDate = (model: string): string =>
  model
    .trim()
    .toLowerCase()
    .replace(/[-@](\d{8}|\d{4}-\d{2}-\d{2})$/, "");

/** Adds up what is of one day and model. */
export function sumByDayAndModel(usages: readonly DayUsage[]): Map<string, DayUsage> {
  const sums = new Map<string, { day: string; model: string; figures: Figures }>();
  for (const { day, model: named, figures } of usages) {
    const model = withoutDate(named);
    const key = `${day} ${model}`;
    const sum = sums.get(key) ?? { day, model, figures: {} };
    for (const measure of MEASURES) {
      const amount = figures[measure];
      if (amount !== undefined) sum.figures[measure] = (sum.figures[measure] ?? 0n) + amount;
    }
    sums.set(key, sum);
  }
  return sums;
}
