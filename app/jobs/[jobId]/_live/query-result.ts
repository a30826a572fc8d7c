type Cell = string | number | boolean | null;

/** What `query_sql` answered, as a table. */
export type QueryResult = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly rowCount: number;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const toCell = (value: unknown): Cell =>
  value === null || ["string", "number", "boolean"].includes(typeof value) ? (value as Cell) : JSON.stringify(value);

/** Reads an answer of `query_sql`. NULL when it is none, or only the beginning of one: then it is shown as text. */
export function readQueryResult(content: string): QueryResult | null {
  try {
    const answer: unknown = JSON.parse(content);
    if (!isRecord(answer) || !Array.isArray(answer.columns) || !Array.isArray(answer.rows)) return null;
    const columns = answer.columns.map((column) => (isRecord(column) ? String(column.name) : String(column)));
    const rows = answer.rows.map((row) =>
      (Array.isArray(row) ? row : columns.map((column) => (isRecord(row) ? row[column] : row))).map(toCell),
    );
    return { columns, rows, rowCount: typeof answer.rowCount === "number" ? answer.rowCount : rows.length };
  } catch {
    return null;
  }
}
