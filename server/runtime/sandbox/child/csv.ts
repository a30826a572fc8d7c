import { isUtf8 } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { CHILD_DIRECTORIES, TaskFailed } from "../protocol";
import { identifier, quote } from "./database";
import { createTable, type LoadedFile, type TableFile } from "./table-file";

// The whole file decides the types: a sample calls a column BIGINT and then meets "n/a" in row 30,000.
const OPTIONS = "sample_size = -1";
const RAGGED_OPTIONS = `${OPTIONS}, null_padding = true, strict_mode = false`;
const DELIMITERS = [",", ";", "\t", "|"];
const BINARY_SAMPLE_BYTES = 64 * 1024;

/**
 * Loads a CSV or TSV as people really send them: any usual delimiter, a byte order mark, Latin-1 or UTF-16,
 * quoted line breaks, decimal commas, and rows of different lengths.
 * @throws TaskFailed when it is no text at all
 */
export async function loadCsv(connection: DuckDBConnection, file: TableFile): Promise<LoadedFile> {
  const notes: string[] = [];
  const path = asUtf8(file, notes);
  const delimiter = file.format === "tsv" ? ", delim = '\\t'" : "";
  await createTable(connection, file, `read_csv(${quote(path)}, ${OPTIONS}${delimiter})`);
  const columns = await columnsOf(connection, file.table);
  const [only] = columns;
  if (columns.length === 1 && only && DELIMITERS.some((mark) => only.name.includes(mark))) {
    // The sniffer gave up on rows of different lengths and made one column of each line.
    await createTable(connection, file, `read_csv(${quote(path)}, ${RAGGED_OPTIONS}${delimiter})`);
    notes.push("its rows have different lengths; short rows are filled with NULL.");
  } else if (await usesDecimalCommas(connection, file.table, columns)) {
    await createTable(connection, file, `read_csv(${quote(path)}, ${OPTIONS}, decimal_separator = ','${delimiter})`);
    notes.push("its numbers use a decimal comma.");
  }
  return { names: [file.table], notes };
}

/** The path of the file as UTF-8: itself, or a converted copy. */
function asUtf8(file: TableFile, notes: string[]): string {
  const bytes = readFileSync(file.absolutePath);
  const encoding = encodingOf(bytes);
  if (encoding === "utf-8") return file.absolutePath;
  const copy = join(file.directory, CHILD_DIRECTORIES.temporary, `${file.table}.utf8.csv`);
  writeFileSync(copy, new TextDecoder(encoding).decode(bytes));
  notes.push(`it is not UTF-8; it was read as ${encoding}.`);
  return copy;
}

/** @throws TaskFailed when the bytes are no text */
function encodingOf(bytes: Buffer): "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, BINARY_SAMPLE_BYTES);
  const controls = sample.reduce((sum, byte) => sum + Number(byte < 32 && byte !== 9 && byte !== 10 && byte !== 13), 0);
  if (sample.includes(0) || controls > sample.length / 100) {
    throw new TaskFailed("its content is binary, not text. It may be another kind of file with a wrong name.");
  }
  return isUtf8(bytes) ? "utf-8" : "windows-1252";
}

type Column = { readonly name: string; readonly type: string };

async function columnsOf(connection: DuckDBConnection, table: string): Promise<Column[]> {
  const result = await connection.runAndReadAll(`DESCRIBE ${identifier(table)}`);
  return result.getRowsJson().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** Whether a text column holds nothing but numbers like "1,5": how much of Europe writes them. */
async function usesDecimalCommas(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
): Promise<boolean> {
  const checks = columns
    .filter((column) => column.type === "VARCHAR")
    .map(
      ({ name }) =>
        `(count(${identifier(name)}) > 0 AND bool_and(regexp_full_match(${identifier(name)}, '\\s*-?\\d+,\\d+\\s*')))`,
    );
  if (checks.length === 0) return false;
  const result = await connection.runAndReadAll(`SELECT ${checks.join(" OR ")} FROM ${identifier(table)}`);
  return result.getRowsJson()[0]?.[0] === true;
}
