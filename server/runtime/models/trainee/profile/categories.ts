import type { Result } from "../result";
import { num, text } from "../result";
import { explained } from "../sql";
import { aliased, from, selectTexts } from "./long";
import type { Column, Table } from "./table";

type Level = { readonly value: string; readonly n: number };
/** The most frequent values of one column. */
export type Levels = { readonly column: Column; readonly top: readonly Level[] };

const CAP = 12;
const TOP = 8;

export const listedCategories = (table: Table): Column[] =>
  table.columns.filter((column) => column.role === "category" || column.role === "boolean").slice(0, CAP);

/** The most frequent values of all categories at once. */
export function categoriesQuery(table: Table, columns: readonly Column[]): string {
  const grouped = aliased(columns, "c");
  return explained(
    `Most frequent values in ${table.name} (${grouped.map(({ alias, column }) => `${alias} = ${column.name}`).join(", ")})`,
    `SELECT c, v, count(*) AS n FROM (UNPIVOT (SELECT ${selectTexts(grouped)} ${from(table)}) ON COLUMNS(*) INTO NAME c VALUE v) GROUP BY c, v ` +
      `QUALIFY row_number() OVER (PARTITION BY c ORDER BY count(*) DESC, v) <= ${TOP} ORDER BY c, n DESC, v`,
  );
}

export function readCategories(columns: readonly Column[], result: Result): Levels[] {
  return aliased(columns, "c").map(({ alias, column }) => ({
    column,
    top: result.rows.flatMap((row) => {
      const value = text(row, "v");
      return text(row, "c") === alias && value !== null ? [{ value, n: num(row, "n") ?? 0 }] : [];
    }),
  }));
}
