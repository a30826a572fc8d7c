import { aliased, from, selectTexts } from "../profile/long";
import type { Column, Table } from "../profile/table";
import type { Result } from "../result";
import { num, text } from "../result";
import { explained } from "../sql";
import { readable } from "../words";

/** Cramér's V between two categories, 0 to 1; `corrected` takes off what chance gives (Bergsma 2013). */
export type Association = {
  readonly a: Column;
  readonly b: Column;
  readonly n: number;
  readonly v: number;
  readonly corrected: number;
  /** Whether each value of one column goes with a single value of the other. */
  readonly nested: boolean;
};

const CAP = 7;

export const associated = (columns: readonly Column[]): Column[] => columns.slice(0, CAP);

const pairsOf = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]));

/** Cramér's V of all pairs. */
export function associationsQuery(table: Table, columns: readonly Column[]): string {
  const grouped = aliased(columns, "c");
  const unions = pairsOf(grouped).map(([a, b], i) => `SELECT ${i} AS p, ${a.alias} AS a, ${b.alias} AS b FROM k`);
  return explained(
    `Association between the categories of ${table.name} (${grouped.map(({ alias, column }) => `${alias} = ${column.name}`).join(", ")})`,
    `WITH k AS (SELECT ${selectTexts(grouped)} ${from(table)}), p AS (${unions.join(" UNION ALL ")}), ` +
      "g AS (SELECT p, a, b, count(*) AS n FROM p WHERE a IS NOT NULL AND b IS NOT NULL GROUP BY ALL), " +
      "s AS (SELECT *, sum(n) OVER (PARTITION BY p, a) AS na, sum(n) OVER (PARTITION BY p, b) AS nb, sum(n) OVER (PARTITION BY p) AS total FROM g) " +
      "SELECT p, max(total) AS n, count(DISTINCT a) AS ka, count(DISTINCT b) AS kb, count(*) AS cells, sum(n * n / (na * nb)) - 1 AS phi2 FROM s GROUP BY p ORDER BY p",
  );
}

/** Strongest first. */
export function readAssociations(columns: readonly Column[], result: Result): Association[] {
  const pairs = pairsOf(columns);
  return result.rows
    .flatMap((row): Association[] => {
      const pair = pairs[num(row, "p") ?? -1];
      const [n, ka, kb, phi2] = [num(row, "n") ?? 0, num(row, "ka") ?? 0, num(row, "kb") ?? 0, num(row, "phi2")];
      if (!pair || phi2 === null || n < 12 || ka < 2 || kb < 2) return [];
      const shrink = (k: number): number => k - (k - 1) ** 2 / (n - 1);
      const unbiased = Math.max(0, phi2 - ((ka - 1) * (kb - 1)) / (n - 1));
      return [
        {
          a: pair[0],
          b: pair[1],
          n,
          v: Math.sqrt(Math.max(0, phi2) / (Math.min(ka, kb) - 1)),
          corrected: Math.min(1, Math.sqrt(unbiased / Math.max(1e-9, Math.min(shrink(ka), shrink(kb)) - 1))),
          nested: num(row, "cells") === Math.max(ka, kb),
        },
      ];
    })
    .sort((x, y) => y.corrected - x.corrected);
}

export const isClearAssociation = ({ corrected, n }: Association): boolean =>
  corrected >= 0.15 && corrected > 3.3 / Math.sqrt(n);

/** The cells of two categories: how often each pair occurs. */
export const crossQuery = (table: Table, { a, b }: Association): string =>
  explained(
    `${readable(a.name)} against ${readable(b.name)} in ${table.name}`,
    `SELECT a, b, count(*) AS n, sum(count(*)) OVER (PARTITION BY a) AS na FROM (SELECT ${a.asText} AS a, ${b.asText} AS b ${from(table)}) WHERE a IS NOT NULL AND b IS NOT NULL GROUP BY a, b ORDER BY na DESC, a, n DESC, b LIMIT 40`,
  );

export type Cell = { readonly a: string; readonly b: string; readonly n: number; readonly ofA: number };

export const readCells = (result: Result): Cell[] =>
  result.rows.flatMap((row) => {
    const [a, b, n, na] = [text(row, "a"), text(row, "b"), num(row, "n"), num(row, "na")];
    return a === null || b === null || n === null || na === null || na === 0 ? [] : [{ a, b, n, ofA: n / na }];
  });
