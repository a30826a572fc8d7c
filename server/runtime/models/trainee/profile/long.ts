import { ident } from "../sql";
import type { Column, Table } from "./table";

/** The columns of one table under short names, so that a query over many of them stays short and safe to quote. */
export type Aliased = { readonly alias: string; readonly column: Column };

export const aliased = (columns: readonly Column[], letter: string): Aliased[] =>
  columns.map((column, i) => ({ alias: `${letter}${i + 1}`, column }));

/** A finite DOUBLE or NULL: NaN and infinity would spoil every mean they touch. The bounds tell whether there are any. */
export const finite = (column: Column): string => {
  const sql = column.asNumber ?? "NULL";
  const bounded = [column.low, column.high].every((bound) => bound !== null && Number.isFinite(Number(bound)));
  return bounded || column.sqlType === "BOOLEAN" ? sql : `if(isfinite(${sql}), ${sql}, NULL)`;
};

export const selectNumbers = (columns: readonly Aliased[]): string =>
  columns.map(({ alias, column }) => `${finite(column)} AS ${alias}`).join(", ");

export const selectTexts = (columns: readonly Aliased[]): string =>
  columns.map(({ alias, column }) => `${column.asText} AS ${alias}`).join(", ");

/** `FROM` for a table of any name. */
export const from = (table: Table): string => `FROM ${ident(table.name)}`;
