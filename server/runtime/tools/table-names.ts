import { extname } from "node:path";
import type { WorkspaceFile } from "./port";

export type TableFormat = "csv" | "tsv" | "json" | "ndjson" | "parquet" | "xlsx";

/** A data file and the SQL table it becomes. A workbook becomes one table a sheet: see {@link sheetTables}. */
export type TableSource = { readonly path: string; readonly table: string; readonly format: TableFormat };

const FORMATS: Readonly<Record<string, TableFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".tab": "tsv",
  ".json": "json",
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
  ".parquet": "parquet",
  ".xlsx": "xlsx",
};

const MAX_NAME = 60;

/** The data format of a file by its name, or null when it is no table. */
export const tableFormat = (path: string): TableFormat | null => FORMATS[extname(path).toLowerCase()] ?? null;

/** Any text as a plain SQL identifier: "Umsätze 2024.Q1" is `umsatze_2024_q1`; a leading digit gets a `t_`. */
export function snakeCase(text: string): string {
  const words = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, MAX_NAME)
    .replace(/^_+|_+$/g, "");
  if (words === "") return "t";
  return /^[0-9]/.test(words) || RESERVED.has(words) ? `t_${words}` : words;
}

/**
 * Names the tables of a workspace's files, in the order given: a file keeps its name when others come after it.
 * Pure, so that the list of files and the sandbox agree without parsing anything.
 */
export function nameTables(files: readonly WorkspaceFile[]): TableSource[] {
  const taken = new Set<string>();
  return files.flatMap(({ path }) => {
    const format = tableFormat(path);
    if (!format) return [];
    const name = path.split("/").at(-1) ?? path;
    return [{ path, format, table: claim(snakeCase(name.slice(0, -extname(name).length)), taken) }];
  });
}

/** Names the tables of one workbook: its only sheet takes the file's name, several are called `<file>_<sheet>`. */
export function sheetTables(workbook: string, sheets: readonly string[], taken: ReadonlySet<string>): string[] {
  if (sheets.length === 1) return [workbook];
  const names = new Set(taken);
  return sheets.map((sheet) => claim(`${workbook}_${snakeCase(sheet).replace(/^t_(?=\d)/, "")}`, names));
}

// Statements that look at all tables without naming one.
const ASKS_FOR_ALL = /\bshow\b|information_schema|duckdb_|sqlite_master|pg_catalog|\bpragma\b/i;

/**
 * Whether a query may use this file's tables. A table can only be reached by writing its name, so looking for the
 * name is safe; a file that no query asks for need not be parsed and cannot break anything.
 */
export function mentions(sql: string, { table, format }: TableSource): boolean {
  const end = format === "xlsx" ? "(?:_|\\b)" : "\\b";
  return ASKS_FOR_ALL.test(sql) || new RegExp(`\\b${table}${end}`, "i").test(sql);
}

function claim(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
  taken.add(free);
  return free;
}

/** Words DuckDB does not take as a bare table name: `duckdb_keywords()` of the categories reserved and type_function. */
const RESERVED = new Set(
  (
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default " +
    "deferrable desc describe distinct do else end except false fetch for foreign from group having in initially " +
    "intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing " +
    "primary qualify references returning select show some summarize symmetric table then to trailing true union unique " +
    "unpivot using variadic when where window with anti asof at authorization binary by collation columns concurrently " +
    "cross freeze full generated glob ilike inner is isnull join left like map natural notnull outer overlaps positional " +
    "right semi similar struct tablesample try_cast unpack verbose"
  ).split(" "),
);
