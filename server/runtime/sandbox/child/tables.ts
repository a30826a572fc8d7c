import { statSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { mentions, type TableFormat, type TableSource } from "../../tools/table-names";
import { CHILD_DIRECTORIES, TaskFailed } from "../protocol";
import { loadCsv } from "./csv";
import { identifier, quote } from "./database";
import { createTable, type LoadedFile, type TableFile } from "./table-file";
import { loadWorkbook } from "./workbook";

export type LoadedTables = {
  /** Every table that a query may name. */
  readonly names: readonly string[];
  readonly notes: readonly string[];
  readonly problems: readonly { readonly table: string; readonly message: string }[];
};

type Loader = (connection: DuckDBConnection, file: TableFile, taken: ReadonlySet<string>) => Promise<LoadedFile>;

const LOADERS: Readonly<Record<TableFormat, Loader>> = {
  csv: loadCsv,
  tsv: loadCsv,
  json: (connection, file) => createTable(connection, file, `read_json(${quote(file.absolutePath)}, ${JSON_OPTIONS})`),
  ndjson: (connection, file) =>
    createTable(connection, file, `read_ndjson(${quote(file.absolutePath)}, ${JSON_OPTIONS})`),
  parquet: (connection, file) => createView(connection, file, `read_parquet(${quote(file.absolutePath)})`),
  xlsx: loadWorkbook,
};

const JSON_OPTIONS = "sample_size = -1, maximum_object_size = 67108864";

/** Makes the tables that a query mentions; what is wrong with a file is reported, not thrown. */
export async function loadTables(
  connection: DuckDBConnection,
  directory: string,
  sources: readonly TableSource[],
  sql: string,
): Promise<LoadedTables> {
  const taken = new Set(sources.map((source) => source.table));
  const names: string[] = [];
  const notes: string[] = [];
  const problems: { table: string; message: string }[] = [];
  for (const source of sources) {
    if (!mentions(sql, source)) {
      names.push(source.format === "xlsx" ? `${source.table} (or ${source.table}_<sheet>)` : source.table);
      continue;
    }
    try {
      const loaded = await loadTable(connection, directory, source, taken);
      names.push(...loaded.names);
      notes.push(...loaded.notes.map((note) => `${source.path}: ${note}`));
    } catch (error) {
      problems.push({ table: source.table, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { names, notes, problems };
}

/** Makes the tables of one file. @param taken names of other tables @throws TaskFailed with what is wrong with the file */
export async function loadTable(
  connection: DuckDBConnection,
  directory: string,
  source: TableSource,
  taken: ReadonlySet<string> = new Set([source.table]),
): Promise<LoadedFile> {
  const absolutePath = join(directory, CHILD_DIRECTORIES.files, source.path);
  try {
    if (statSync(absolutePath).size === 0) throw new TaskFailed("the file is empty (0 bytes).");
    return await LOADERS[source.format](connection, { ...source, directory, absolutePath }, taken);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TaskFailed(`"${source.path}" could not be read as ${source.format}: ${reason}`);
  }
}

/** Parquet carries its own types and reads only the columns that a query needs. */
async function createView(connection: DuckDBConnection, file: TableSource, source: string): Promise<LoadedFile> {
  await connection.run(`CREATE VIEW ${identifier(file.table)} AS SELECT * FROM ${source}`);
  return { names: [file.table], notes: [] };
}
