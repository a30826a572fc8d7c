import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CellValue, Worksheet } from "exceljs";
import type { Json } from "../../models/port";
import { sheetTables, type TableSource } from "../../tools/table-names";
import { CHILD_DIRECTORIES, type SheetsResult } from "../protocol";
import { identifier, quote } from "./database";
import type { LoadedFile, TableFile } from "./table-file";

type Cell = null | boolean | number | string | Date;
type ColumnType = "BOOLEAN" | "BIGINT" | "DOUBLE" | "DATE" | "TIMESTAMP" | "VARCHAR";

/** Loads each sheet of a workbook as a table; its first row that is not empty names the columns. */
export async function loadWorkbook(
  connection: DuckDBConnection,
  file: TableFile,
  taken: ReadonlySet<string>,
): Promise<LoadedFile> {
  const sheets = (await openWorkbook(file.absolutePath)).map((sheet) => ({ name: sheet.name, rows: rowsOf(sheet) }));
  const filled = sheets.filter((sheet) => sheet.rows.length > 0);
  const tables = sheetTables(
    file.table,
    sheets.map((sheet) => sheet.name),
    taken,
  );
  const named = new Map(sheets.map((sheet, index) => [sheet.name, tables[index] ?? file.table]));
  const names: string[] = [];
  for (const { name, rows } of filled) {
    const table = named.get(name) ?? file.table;
    await loadSheet(
      connection,
      join(file.directory, CHILD_DIRECTORIES.temporary, `${table}.sheet.ndjson`),
      table,
      rows,
    );
    names.push(table);
  }
  const notes = filled.length < sheets.length ? [`${sheets.length - filled.length} of its sheets are empty.`] : [];
  return {
    names,
    notes: filled.length === 0 ? ["it has no rows."] : notes,
    sheets: filled.map(({ name }) => name),
  };
}

/** The sheets of each workbook and their table names, without reading the cells. */
export async function listSheets(directory: string, sources: readonly TableSource[]): Promise<SheetsResult> {
  const taken = new Set(sources.map((source) => source.table));
  const workbooks = sources.filter((source) => source.format === "xlsx");
  return Promise.all(
    workbooks.map(async ({ path, table }) => {
      try {
        const sheets = await openWorkbook(join(directory, CHILD_DIRECTORIES.files, path), ["sheetData"]);
        const names = sheets.map((sheet) => sheet.name);
        const tables = sheetTables(table, names, taken);
        return { path, sheets: names.map((name, index) => ({ name, table: tables[index] ?? table })), problem: null };
      } catch (error) {
        return { path, sheets: [], problem: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
}

async function openWorkbook(path: string, alsoIgnore: readonly string[] = []): Promise<Worksheet[]> {
  const { default: exceljs } = await import("exceljs");
  const workbook = new exceljs.Workbook();
  try {
    await workbook.xlsx.readFile(path, {
      ignoreNodes: ["dataValidations", "conditionalFormatting", "extLst", "drawing", "picture", ...alsoIgnore],
    });
  } catch {
    throw new Error("it is not a workbook that can be opened (damaged, encrypted, or another kind of file).");
  }
  return workbook.worksheets;
}

function rowsOf(sheet: Worksheet): Cell[][] {
  const rows: Cell[][] = [];
  sheet.eachRow((row) => {
    const cells: Cell[] = [];
    row.eachCell({ includeEmpty: true }, (cell, column) => {
      cells[column - 1] = plain(cell.value);
    });
    const dense = Array.from(cells, (cell) => cell ?? null);
    if (dense.some((cell) => cell !== null && cell !== "")) rows.push(dense);
  });
  return rows;
}

/** What a cell shows: a formula's last result, a link's text, NULL for an error. */
function plain(value: CellValue): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object" || value instanceof Date) return value;
  if ("richText" in value) return value.richText.map((part) => part.text).join("");
  if ("error" in value) return null;
  if ("text" in value) return plain(value.text as CellValue);
  if ("result" in value) return plain(value.result as CellValue);
  return null;
}

/** Cells know their types, so they are not guessed again from text: "007" stays text. */
async function loadSheet(
  connection: DuckDBConnection,
  ndjson: string,
  table: string,
  rows: readonly Cell[][],
): Promise<void> {
  const [header = [], ...body] = rows;
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  const taken = new Set<string>();
  const columns = Array.from({ length: width }, (_, index) => {
    const type = columnType(body.map((row) => row[index] ?? null));
    return { name: columnName(header[index] ?? null, index, taken), type };
  });
  const fields = columns.map(({ name, type }, index) => ({ key: `c${index}`, name, type }));
  const lines = body.map((row) =>
    JSON.stringify(Object.fromEntries(fields.map(({ key, type }, index) => [key, stored(row[index] ?? null, type)]))),
  );
  writeFileSync(ndjson, lines.join("\n"));
  const definitions = columns.map(({ name, type }) => `${identifier(name)} ${type}`).join(", ");
  await connection.run(`CREATE OR REPLACE TABLE ${identifier(table)} (${definitions})`);
  if (body.length === 0) return;
  const types = fields.map(({ key, type }) => `${key}: ${quote(type)}`).join(", ");
  const source = `read_json(${quote(ndjson)}, format = 'newline_delimited', columns = {${types}}, maximum_object_size = 67108864)`;
  await connection.run(`INSERT INTO ${identifier(table)} SELECT * FROM ${source}`);
}

function columnName(cell: Cell, index: number, taken: Set<string>): string {
  const base = cell === null ? `column_${index + 1}` : text(cell, "VARCHAR").trim() || `column_${index + 1}`;
  let name = base;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base}_${n}`;
  taken.add(name.toLowerCase());
  return name;
}

function columnType(cells: readonly Cell[]): ColumnType {
  const filled = cells.filter((cell) => cell !== null && cell !== "");
  if (filled.length === 0) return "VARCHAR";
  if (filled.every((cell) => typeof cell === "boolean")) return "BOOLEAN";
  if (filled.every((cell) => Number.isSafeInteger(cell))) return "BIGINT";
  if (filled.every((cell) => typeof cell === "number")) return "DOUBLE";
  if (filled.every((cell) => cell instanceof Date)) {
    return filled.every((cell) => cell instanceof Date && cell.getTime() % 86_400_000 === 0) ? "DATE" : "TIMESTAMP";
  }
  return "VARCHAR";
}

function stored(cell: Cell, type: ColumnType): Json {
  if (cell === null || (cell === "" && type !== "VARCHAR")) return null;
  return type === "VARCHAR" || cell instanceof Date ? text(cell, type) : cell;
}

function text(cell: NonNullable<Cell>, type: ColumnType): string {
  if (!(cell instanceof Date)) return String(cell);
  const iso = cell.toISOString();
  return type === "DATE" || (type === "VARCHAR" && iso.endsWith("T00:00:00.000Z"))
    ? iso.slice(0, 10)
    : iso.slice(0, 23);
}
