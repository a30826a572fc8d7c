import type { Result } from "../result";
import { num, text } from "../result";
import { explained, ident, literal } from "../sql";
import type { Schema } from "./table";

const LISTED_COLUMNS = 100;

/** Asks which tables and columns there are. */
export const schemaQuery = (): string =>
  explained(
    "Tables and columns",
    `SELECT table_name, column_name, data_type, count(*) OVER (PARTITION BY table_name) AS columns FROM duckdb_columns() WHERE NOT internal QUALIFY row_number() OVER (PARTITION BY table_name ORDER BY column_index) <= ${LISTED_COLUMNS} ORDER BY table_name, column_index`,
  );

/** Asks for one table's columns, where the answer for all was cut or empty. Also brings out why a file cannot be read. */
export const describeQuery = (table: string): string =>
  explained(
    `Columns of ${table}`,
    `SELECT ${literal(table)} AS table_name, column_name, column_type AS data_type FROM (DESCRIBE SELECT * FROM ${ident(table)})`,
  );

export function readSchemas(result: Result): Schema[] {
  const tables = new Map<string, { columns: { name: string; sqlType: string }[]; total: number }>();
  for (const row of result.rows) {
    const table = text(row, "table_name");
    const name = text(row, "column_name");
    if (table === null || name === null) continue;
    const known = tables.get(table) ?? { columns: [], total: num(row, "columns") ?? 0 };
    known.columns.push({ name, sqlType: (text(row, "data_type") ?? "VARCHAR").toUpperCase() });
    tables.set(table, known);
  }
  return [...tables].map(([table, { columns, total }]) => ({
    table,
    columns,
    total: Math.max(total, columns.length),
    leftOut: 0,
  }));
}
