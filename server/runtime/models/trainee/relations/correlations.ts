import { aliased, from, selectNumbers } from "../profile/long";
import type { Column, Table } from "../profile/table";
import type { Result } from "../result";
import { num } from "../result";
import { explained } from "../sql";

/** Pearson's r between two measures, over the `n` rows that have both. */
export type Correlation = { readonly a: Column; readonly b: Column; readonly r: number; readonly n: number };

const CAP = 10;

export const correlated = (columns: readonly Column[]): Column[] => columns.slice(0, CAP);

/** All pairs in one pass over the table. */
export function correlationsQuery(table: Table, columns: readonly Column[]): string {
  const measured = aliased(columns, "m");
  const pairs = measured.flatMap((a, i) =>
    measured
      .slice(i + 1)
      .map(
        (b, j) =>
          `{'a': ${i}, 'b': ${i + 1 + j}, 'r': corr(${a.alias}, ${b.alias}), 'n': regr_count(${a.alias}, ${b.alias})}`,
      ),
  );
  return explained(
    `Correlations between the numbers of ${table.name} (0 = ${columns.map((column) => column.name).join(", ")} in this order)`,
    `SELECT unnest([${pairs.join(", ")}], recursive := true) FROM (SELECT ${selectNumbers(measured)} ${from(table)})`,
  );
}

/** Strongest first; pairs without a correlation (too few rows, no spread) are dropped. */
export function readCorrelations(columns: readonly Column[], result: Result): Correlation[] {
  return result.rows
    .flatMap((row): Correlation[] => {
      const a = columns[num(row, "a") ?? -1];
      const b = columns[num(row, "b") ?? -1];
      const r = num(row, "r");
      const n = num(row, "n") ?? 0;
      return a && b && r !== null && n >= 3 ? [{ a, b, r, n }] : [];
    })
    .sort((x, y) => Math.abs(y.r) - Math.abs(x.r));
}

/** Whether chance alone would rarely (about 1 in 1,000) give such an r: |r| above 3.3 / √n, and worth a word at all. */
export const isClear = ({ r, n }: Correlation): boolean =>
  n >= 10 && Math.abs(r) > 3.3 / Math.sqrt(n) && Math.abs(r) >= 0.2;
