/** Milliseconds. `values` is not empty. */
export type Spread = { readonly p50: number; readonly p95: number; readonly count: number };

/** The value that this share of all values does not pass (nearest rank). */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), count: sorted.length };
}

/** One line of the report: what was measured, and its figures as text. */
export type Row = { readonly what: string; readonly figures: readonly string[] };

export const ms = (value: number): string => `${value.toFixed(1)} ms`;

export const spreadRow = (what: string, { p50, p95, count }: Spread): Row => ({
  what,
  figures: [`p50 ${ms(p50)}`, `p95 ${ms(p95)}`, `n ${count}`],
});

/** Aligned columns. */
export function tabulate(rows: readonly Row[]): string[] {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row.figures[column]?.length ?? 0));
  const first = Math.max(...rows.map((row) => row.what.length));
  return rows.map(({ what, figures }) =>
    [what.padEnd(first), ...figures.map((figure, column) => figure.padStart(widthOf(column)))].join("   "),
  );
}
