import type { Result } from "../result";
import { num, text } from "../result";
import { explained } from "../sql";
import { readable } from "../words";
import { aliased, finite, from, selectNumbers } from "./long";
import type { Column, Table } from "./table";

/** How one measure is distributed. Fences are 1.5 interquartile ranges outside the quartiles (Tukey 1977). */
export type Distribution = {
  readonly column: Column;
  readonly n: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly mean: number;
  readonly q3: number;
  readonly max: number;
  /** Sample standard deviation; NULL for a single value. */
  readonly sd: number | null;
  readonly below: number;
  readonly above: number;
  readonly zeros: number;
};

const CAP = 15;

export const profiled = (columns: readonly Column[]): Column[] => columns.slice(0, CAP);

/** Distribution and outliers of all measures at once. */
export function numbersQuery(table: Table, columns: readonly Column[]): string {
  const measured = aliased(columns, "m");
  return explained(
    `Distributions and outlier counts in ${table.name} (${measured.map(({ alias, column }) => `${alias} = ${column.name}`).join(", ")})`,
    `WITH long AS (UNPIVOT (SELECT ${selectNumbers(measured)} ${from(table)}) ON COLUMNS(*) INTO NAME m VALUE x), ` +
      "s AS (SELECT m, count(*) AS n, min(x) AS low, quantile_cont(x, 0.25) AS q1, median(x) AS mid, avg(x) AS mean, quantile_cont(x, 0.75) AS q3, max(x) AS high, stddev_samp(x) AS sd FROM long GROUP BY m) " +
      "SELECT s.*, count(*) FILTER (WHERE x < q1 - 1.5 * (q3 - q1)) AS below, count(*) FILTER (WHERE x > q3 + 1.5 * (q3 - q1)) AS above, count(*) FILTER (WHERE x = 0) AS zeros FROM long JOIN s USING (m) GROUP BY ALL ORDER BY m",
  );
}

export function readNumbers(columns: readonly Column[], result: Result): Distribution[] {
  const byAlias = new Map(aliased(columns, "m").map(({ alias, column }) => [alias, column]));
  const read = result.rows.flatMap((row): Distribution[] => {
    const column = byAlias.get(text(row, "m") ?? "");
    const n = num(row, "n");
    if (!column || n === null || n === 0) return [];
    const value = (name: string): number => num(row, name) ?? Number.NaN;
    return [
      {
        column,
        n,
        min: value("low"),
        q1: value("q1"),
        median: value("mid"),
        mean: value("mean"),
        q3: value("q3"),
        max: value("high"),
        sd: num(row, "sd"),
        below: num(row, "below") ?? 0,
        above: num(row, "above") ?? 0,
        zeros: num(row, "zeros") ?? 0,
      },
    ];
  });
  return columns.flatMap((column) => read.filter((distribution) => distribution.column === column));
}

/** Whether fences mean anything: with half of the values equal, everything else would be "outside". */
export const hasFences = (d: Distribution): boolean => d.q3 > d.q1 && d.column.kinds > 5 && d.n >= 12;

/** The rows farthest outside the fences of one measure, named by the table's label column. */
export function extremesQuery(table: Table, d: Distribution, label: Column | null): string {
  const spread = d.q3 - d.q1;
  return explained(
    `Most extreme values of ${readable(d.column.name)} in ${table.name}`,
    `SELECT label, x FROM (SELECT ${label?.asText ?? "NULL"} AS label, ${finite(d.column)} AS x ${from(table)}) WHERE x NOT BETWEEN ${d.q1 - 1.5 * spread} AND ${d.q3 + 1.5 * spread} ORDER BY abs(x - ${(d.q1 + d.q3) / 2}) DESC, label LIMIT 5`,
  );
}

export const readExtremes = (result: Result): { label: string | null; x: number }[] =>
  result.rows.flatMap((row) => {
    const x = num(row, "x");
    return x === null ? [] : [{ label: text(row, "label"), x }];
  });
