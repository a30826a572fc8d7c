import { writeFileSync } from "node:fs";
import type { Json } from "../../../models/port";
import { TaskFailed } from "../../protocol";
import { isObject } from "../json";

/** One table as it is to be written: a header and rows of the same width. */
export type Sheet = { readonly name: string; readonly columns: readonly string[]; readonly rows: readonly Json[][] };

/** A workbook is built in memory: about a kilobyte a cell. */
const MAX_CELLS = 500_000;
const MAX_SHEET_NAME = 31;
const WIDTH_SAMPLE_ROWS = 200;
const NARROWEST = 8;
const WIDEST = 60;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?$/;

/**
 * Reads what `writeTable` was given, as JSON: an array of rows, or an object with such an array for each sheet.
 * A row is an object (its keys are the columns) or an array (the first row is then the header).
 * @throws TaskFailed when it is neither
 */
export function parseSheets(json: string): Sheet[] {
  const given: Json = JSON.parse(json);
  if (Array.isArray(given)) return [sheetOf("Sheet1", given)];
  if (isObject(given)) return Object.entries(given).map(([name, rows]) => sheetOf(name, rows));
  throw new TaskFailed("writeTable takes an array of rows, or an object with one array of rows for each sheet.");
}

function sheetOf(name: string, given: Json): Sheet {
  if (!Array.isArray(given)) throw new TaskFailed(`writeTable: "${name}" is no array of rows.`);
  if (given.every((row) => Array.isArray(row))) {
    const [header = [], ...rows] = given;
    return { name, columns: header.map((cell) => textOf(cell)), rows };
  }
  const objects = given.filter(isObject);
  if (objects.length < given.length) throw new TaskFailed("writeTable: every row is an object, or every row an array.");
  const columns = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  return {
    name,
    columns,
    rows: objects.map((row) => columns.map((column) => (Object.hasOwn(row, column) ? (row[column] ?? null) : null))),
  };
}

/** A cell as text: empty for none, JSON for what is nested. */
export function textOf(cell: Json | undefined): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** Writes a workbook: a bold header that stays in sight, and days and moments in ISO 8601 as dates of the spreadsheet. */
export async function writeWorkbook(sheets: readonly Sheet[], path: string): Promise<void> {
  const cells = sheets.reduce((sum, { columns, rows }) => sum + columns.length * (rows.length + 1), 0);
  if (cells > MAX_CELLS) {
    throw new TaskFailed(
      `The workbook would have ${cells} cells; at most ${MAX_CELLS} can be written. Write CSV instead, or aggregate.`,
    );
  }
  const { default: exceljs } = await import("exceljs");
  const workbook = new exceljs.Workbook();
  for (const [index, { name, columns, rows }] of sheets.entries()) {
    const sheet = workbook.addWorksheet(
      sheetName(
        name,
        index,
        workbook.worksheets.map((other) => other.name),
      ),
      {
        views: [{ state: "frozen", ySplit: 1 }],
      },
    );
    sheet.addRow([...columns]).font = { bold: true };
    for (const row of rows) sheet.addRow(row.map(cellOf));
    for (const [column, title] of columns.entries()) {
      const { width, format } = lookOf(
        title,
        rows.map((row) => row[column] ?? null),
      );
      const view = sheet.getColumn(column + 1);
      view.width = width;
      if (format) view.numFmt = format;
    }
  }
  writeFileSync(path, new Uint8Array(await workbook.xlsx.writeBuffer()));
}

/** A name that a spreadsheet takes, told from the others' without regard to case. */
function sheetName(wanted: string, index: number, taken: readonly string[]): string {
  const clean = wanted
    .replace(/[[\]:*?/\\]/g, " ")
    .replace(/^'+|'+$/g, "")
    .trim()
    .slice(0, MAX_SHEET_NAME);
  const used = new Set(taken.map((name) => name.toLowerCase()));
  return clean === "" || used.has(clean.toLowerCase()) ? `Sheet${index + 1}` : clean;
}

function cellOf(cell: Json): string | number | boolean | Date | null {
  if (typeof cell === "string" && (DAY.test(cell) || MOMENT.test(cell))) {
    const date = new Date(DAY.test(cell) || cell.endsWith("Z") ? cell : `${cell}Z`);
    return Number.isNaN(date.getTime()) ? cell : date;
  }
  return typeof cell === "object" && cell !== null ? JSON.stringify(cell) : cell;
}

function lookOf(title: string, cells: readonly Json[]): { width: number; format: string | null } {
  const longest = Math.max(title.length, ...cells.slice(0, WIDTH_SAMPLE_ROWS).map((cell) => textOf(cell).length));
  const filled = cells.filter((cell) => cell !== null && cell !== "");
  const all = (pattern: RegExp) =>
    filled.length > 0 && filled.every((cell) => typeof cell === "string" && pattern.test(cell));
  return {
    width: Math.min(Math.max(longest + 2, NARROWEST), WIDEST),
    format: all(DAY) ? "yyyy-mm-dd" : all(MOMENT) ? "yyyy-mm-dd hh:mm:ss" : null,
  };
}
