import type { Notebook } from "../notebook";
import type { Column, Table } from "../profile/table";
import { num } from "../result";
import { explained, ident } from "../sql";

/** A column that two tables have in common, and how many of its values occur in both. */
export type SharedKey = {
  readonly column: string;
  readonly a: string;
  readonly b: string;
  readonly inA: number;
  readonly inB: number;
  readonly inBoth: number;
  readonly number: number;
};

const CAP = 4;
const KEYS = new Set<Column["role"]>(["id", "category", "text", "time", "boolean"]);

/** Columns of the same name in two tables, by which they can be joined. */
export function sharedKeys(notebook: Notebook, tables: readonly Table[]): SharedKey[] {
  const pairs = tables.flatMap((a, i) =>
    tables.slice(i + 1).flatMap((b) =>
      a.columns.flatMap((left) => {
        const right = b.columns.find(({ name }) => name.toLowerCase() === left.name.toLowerCase());
        return right && KEYS.has(left.role) && KEYS.has(right.role) ? [{ a, b, left, right }] : [];
      }),
    ),
  );
  return pairs.slice(0, CAP).flatMap(({ a, b, left, right }) => {
    const cited = notebook.ask(
      explained(
        `Values of ${left.name} that ${a.name} and ${b.name} share`,
        `WITH a AS (SELECT DISTINCT ${left.asText} AS v FROM ${ident(a.name)} WHERE ${left.asText} IS NOT NULL), b AS (SELECT DISTINCT ${right.asText} AS v FROM ${ident(b.name)} WHERE ${right.asText} IS NOT NULL) ` +
          "SELECT (SELECT count(*) FROM a) AS in_a, (SELECT count(*) FROM b) AS in_b, (SELECT count(*) FROM a JOIN b USING (v)) AS in_both",
      ),
    );
    const row = cited?.result.rows[0];
    if (!cited || !row) return [];
    return [
      {
        column: left.name,
        a: a.name,
        b: b.name,
        inA: num(row, "in_a") ?? 0,
        inB: num(row, "in_b") ?? 0,
        inBoth: num(row, "in_both") ?? 0,
        number: cited.number,
      },
    ];
  });
}
