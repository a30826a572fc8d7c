import { getTableColumns, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "./db";

/**
 * Inserts many rows in one statement with one parameter. Drizzle's own `values` takes a parameter for each value of each
 * row: by the thousand, building that statement takes longer than running it.
 * @param rows all with the same columns; those left out get their defaults
 * @param conflicts what becomes of rows that are there already
 */
export async function insertRows<T extends PgTable>(
  tx: Tx,
  table: T,
  rows: readonly T["$inferInsert"][],
  conflicts: "fail" | "skip those that are there" = "fail",
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.entries<PgColumn>(getTableColumns(table)).filter(
    ([key]) => Reflect.get(first, key) !== undefined,
  );
  const records = rows.map((row) =>
    Object.fromEntries(columns.map(([key, column]) => [column.name, jsonOf(column, Reflect.get(row, key))])),
  );
  const names = sql.join(
    columns.map(([, { name }]) => sql.identifier(name)),
    sql`, `,
  );
  await tx.execute(sql`
    insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, ${JSON.stringify(records)}::json)
    ${conflicts === "fail" ? sql`` : sql`on conflict do nothing`}`);
}

/** As it stands in JSON: lists and JSON as they are, any other value as the driver would get it. */
function jsonOf(column: PgColumn, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return column.dataType === "json" || column.dataType === "array" ? value : column.mapToDriverValue(value);
}
