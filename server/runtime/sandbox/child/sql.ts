import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import type { Json } from "../../models/port";
import { type SandboxTask, type SqlResult, TaskFailed } from "../protocol";
import { openDatabase } from "./database";
import { type LoadedTables, loadTables } from "./tables";
import { jsonConverter } from "./values";

const COUNT_AT_MOST = 20_000_000;
const COUNT_FOR_MS = 3_000;
const CELL_CHARACTERS = 4_000;

type Caps = { readonly maxRows: number; readonly maxCharacters: number };

/** Answers one query over the tables of the workspace. @throws TaskFailed with what DuckDB said and what may help */
export async function runSql(directory: string, task: Extract<SandboxTask, { kind: "sql" }>): Promise<SqlResult> {
  const connection = await openDatabase(directory);
  const loaded = await loadTables(connection, directory, task.tables, task.sql);
  return query(connection, loaded, task.sql, task);
}

/** Runs one query on an open database whose tables are loaded. @throws TaskFailed */
export async function query(
  connection: DuckDBConnection,
  loaded: LoadedTables,
  sql: string,
  caps: Caps,
): Promise<SqlResult> {
  try {
    if (isEmpty(sql))
      throw new TaskFailed("The SQL is empty. Write one statement, such as SELECT * FROM a_table LIMIT 10.");
    return await read(await connection.stream(sql), loaded.notes, caps);
  } catch (error) {
    if (error instanceof TaskFailed) throw error;
    throw new TaskFailed(explain(error instanceof Error ? error.message : String(error), loaded));
  }
}

/** DuckDB reports nothing but comments as a fault of its own. */
const isEmpty = (sql: string): boolean => sql.replace(/--.*$|\/\*[\s\S]*?\*\//gm, "").replace(/[;\s]/g, "") === "";

/** Keeps rows while they fit, then only counts, as long as counting is quick. */
async function read(result: DuckDBResult, notes: readonly string[], caps: Caps): Promise<SqlResult> {
  const convert = jsonConverter(await import("@duckdb/node-api"));
  const types = result.columnTypes();
  const columns = result.columnNames().map((name, index) => ({ name, type: String(types[index]) }));
  const rows: Json[][] = [];
  let room = caps.maxCharacters - JSON.stringify(columns).length;
  let counted = 0;
  let clipped = false;
  let isFull = false;
  const started = performance.now();
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    counted += chunk.rowCount;
    for (let index = 0; index < chunk.rowCount && !isFull; index++) {
      const row = chunk.convertRowValues(index, convert).map((cell) => {
        const short = clip(cell);
        if (short !== cell) clipped = true;
        return short;
      });
      room -= JSON.stringify(row).length + 1;
      isFull = room < 0 || rows.length >= caps.maxRows;
      if (!isFull) rows.push(row);
    }
    if (isFull && (counted > COUNT_AT_MOST || performance.now() - started > COUNT_FOR_MS)) {
      return { columns, rows, rowCount: null, truncated: true, notes };
    }
  }
  return { columns, rows, rowCount: counted, truncated: clipped || rows.length < counted, notes };
}

function clip(cell: Json): Json {
  const text = typeof cell === "string" ? cell : typeof cell === "object" && cell !== null ? JSON.stringify(cell) : "";
  if (text.length <= CELL_CHARACTERS) return cell;
  return `${text.slice(0, CELL_CHARACTERS)}… (${text.length} characters)`;
}

/** DuckDB's own words without advice that cannot be followed here, and what of our doing may be behind them. */
function explain(message: string, { names, problems }: LoadedTables): string {
  const own = message.replace(/\n+Possible solutions:[\s\S]*$/, "").trim();
  const unread = problems.map((problem) => `Table ${problem.table}: ${problem.message}`);
  if (/Table with name .* does not exist/.test(own)) {
    const tables =
      names.length > 0
        ? `Tables here: ${names.join(", ")}.`
        : "No table can be read: the workspace has no usable data file.";
    return [...unread, own.replace(/\nDid you mean ".*"\?/, ""), tables].join("\n");
  }
  const hints = [...unread];
  if (/out of memory/i.test(own))
    hints.push("A query may use 1 GB. Aggregate, select fewer columns, or limit the rows.");
  if (/extension|disabled by configuration|permission error/i.test(own)) {
    hints.push(
      "Only the workspace's own files can be read and written here; extensions and the network are not available.",
    );
  }
  return [own, ...hints].join("\n");
}
