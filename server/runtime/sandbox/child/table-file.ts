import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableSource } from "../../tools/table-names";
import { identifier } from "./database";

/** A file that becomes a table, where the child finds it. */
export type TableFile = TableSource & {
  /** The child's own directory. */
  readonly directory: string;
  readonly absolutePath: string;
};

/** What one file became. `sheets`: of a workbook, what each table is called there. */
export type LoadedFile = {
  readonly names: readonly string[];
  readonly notes: readonly string[];
  readonly sheets?: readonly string[];
};

/** Parses the file once, so that what is wrong with it shows now and not in the middle of a query. */
export async function createTable(
  connection: DuckDBConnection,
  file: TableSource,
  source: string,
): Promise<LoadedFile> {
  await connection.run(`CREATE OR REPLACE TABLE ${identifier(file.table)} AS SELECT * FROM ${source}`);
  return { names: [file.table], notes: [] };
}
