import type { Column, Table } from "../profile/table";

/** A column as the profile would read it: a plain number unless told otherwise. */
export function column(given: Partial<Column> & { readonly name: string }): Column {
  const quoted = `"${given.name.replaceAll('"', '""')}"`;
  return {
    sqlType: "DOUBLE",
    role: "number",
    present: 100,
    missing: 0,
    kinds: 80,
    low: "0.5",
    high: "99.5",
    asNumber: quoted,
    asTime: null,
    asText: `CAST(${quoted} AS VARCHAR)`,
    fromText: false,
    yearly: false,
    integer: false,
    ...given,
  };
}

export const category = (name: string, kinds = 3): Column =>
  column({
    name,
    sqlType: "VARCHAR",
    role: "category",
    kinds,
    low: null,
    high: null,
    asNumber: null,
    asText: `"${name}"`,
  });

export const flag = (name: string): Column =>
  column({ name, sqlType: "BIGINT", kinds: 2, low: "0", high: "1", integer: true });

export const date = (name: string): Column =>
  column({
    name,
    sqlType: "DATE",
    role: "time",
    low: "2012-01-01",
    high: "2015-12-31",
    asNumber: null,
    asTime: `"${name}"`,
  });

export const tableOf = (columns: readonly Column[], name = "t"): Table => ({
  name,
  rows: 100,
  duplicates: 0,
  columns,
  columnCount: columns.length,
});
