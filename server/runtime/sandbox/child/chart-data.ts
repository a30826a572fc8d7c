import type { Json, JsonObject } from "../../models/port";
import type { TableSource } from "../../tools/table-names";
import { TaskFailed } from "../protocol";
import { openDatabase } from "./database";
import { query } from "./sql";
import { loadTables } from "./tables";

const MAX_ROWS = 20_000;
const MAX_CHARACTERS = 20_000_000;
const MAX_DEPTH = 60;

export type FilledSpec = { readonly spec: JsonObject; readonly rows: number; readonly notes: readonly string[] };

/**
 * Replaces every `data: {"sql": …}` of a spec by the rows of its query, wherever it stands (layers, look-ups).
 * @throws TaskFailed for a failing query, for too many rows, and for data from an address or a file
 */
export async function fillChartData(
  directory: string,
  spec: JsonObject,
  tables: readonly TableSource[],
): Promise<FilledSpec> {
  const queries = new Set<string>();
  visitData(spec, (data) => {
    if (typeof data.sql === "string") queries.add(data.sql);
    return data;
  });
  if (queries.size === 0) return { spec: visitData(spec, refuseForeignData), rows: 0, notes: [] };
  const connection = await openDatabase(directory);
  const loaded = await loadTables(connection, directory, tables, [...queries].join("\n"));
  const results = new Map<string, Json[]>();
  for (const sql of queries) {
    const result = await query(connection, loaded, sql, { maxRows: MAX_ROWS, maxCharacters: MAX_CHARACTERS });
    if (result.truncated) {
      throw new TaskFailed(
        `data.sql gives ${result.rowCount ?? "very many"} rows; a chart takes at most ${MAX_ROWS}. Aggregate or sample in the query.`,
      );
    }
    if (result.rows.length === 0) throw new TaskFailed("data.sql gives no rows, so there is nothing to draw.");
    const names = result.columns.map((column) => column.name);
    results.set(
      sql,
      result.rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]))),
    );
  }
  const rows = [...results.values()].reduce((sum, values) => sum + values.length, 0);
  const filled = visitData(spec, (data) => {
    const { sql, ...rest } = data;
    return typeof sql === "string" ? { ...rest, values: results.get(sql) ?? [] } : refuseForeignData(data);
  });
  return { spec: filled, rows, notes: loaded.notes };
}

function refuseForeignData(data: JsonObject): JsonObject {
  if ("url" in data) {
    throw new TaskFailed(
      'data.url is not available: charts load nothing. Use {"sql": "SELECT … FROM a_table"} for a workspace file, or {"values": […]}.',
    );
  }
  return data;
}

/** Copies a spec, giving every object that stands under a key `data` to `replace`. Rows and look-alikes inside `values` are not touched. */
function visitData(spec: JsonObject, replace: (data: JsonObject) => JsonObject): JsonObject {
  const visit = (node: Json, key: string, depth: number): Json => {
    if (depth > MAX_DEPTH) throw new TaskFailed("The spec is nested too deeply.");
    if (Array.isArray(node)) return key === "values" ? node : node.map((item) => visit(item, "", depth + 1));
    if (node === null || typeof node !== "object") return node;
    const object = key === "data" ? replace(node) : node;
    return Object.fromEntries(
      Object.entries(object).map(([name, child]) => [
        name,
        name === "datasets" ? child : visit(child, name, depth + 1),
      ]),
    );
  };
  return Object.fromEntries(
    Object.entries(spec).map(([name, child]) => [name, name === "datasets" ? child : visit(child, name, 1)]),
  );
}
