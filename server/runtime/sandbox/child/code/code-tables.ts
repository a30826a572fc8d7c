import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableSource } from "../../../tools/table-names";
import { TaskFailed } from "../../protocol";
import { identifier } from "../database";
import { loadTable } from "../tables";
import { jsonConverter } from "../values";

/** One table, ready for the VM: `{columns, rows}` as JSON, with the values that query_sql would give. */
export type CodeTable = { readonly sheet: string; readonly json: string };

const MAX_ROWS = 1_000_000;
const MAX_CHARACTERS = 100_000_000;

/** Reads a data file as the SQL tool reads it, all sheets of a workbook. @throws TaskFailed when it cannot be read, or is too large */
export async function readCodeTables(
  connection: DuckDBConnection,
  directory: string,
  source: TableSource,
): Promise<CodeTable[]> {
  const { names, sheets = [] } = await loadTable(connection, directory, source);
  const tables: CodeTable[] = [];
  for (const [index, name] of names.entries()) {
    tables.push({ sheet: sheets[index] ?? "", json: await jsonOf(connection, name, source.path) });
  }
  return tables;
}

async function jsonOf(connection: DuckDBConnection, table: string, path: string): Promise<string> {
  const convert = jsonConverter(await import("@duckdb/node-api"));
  const result = await connection.stream(`SELECT * FROM ${identifier(table)}`);
  const rows: string[] = [];
  let characters = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (let index = 0; index < chunk.rowCount; index++) {
      const row = JSON.stringify(chunk.convertRowValues(index, convert));
      characters += row.length;
      if (rows.length >= MAX_ROWS || characters > MAX_CHARACTERS) {
        throw new TaskFailed(`"${path}" is too large for readTable. Select or aggregate it with query_sql first.`);
      }
      rows.push(row);
    }
  }
  return `{"columns":${JSON.stringify(result.columnNames())},"rows":[${rows.join(",")}]}`;
}
