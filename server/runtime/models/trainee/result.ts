import type { Json } from "../port";

/** What `query_sql` answered, row by row, as objects by column name. */
export type Result = { readonly rows: readonly Row[]; readonly truncated: boolean };
export type Row = { readonly [column: string]: Json };

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads the tool's answer, with rows as arrays or as objects. NULL when it is neither: a cut or foreign text. */
export function readResult(content: string): Result | null {
  const parsed = parseJson(content);
  if (!isObject(parsed) || !Array.isArray(parsed.rows)) return null;
  const names = Array.isArray(parsed.columns)
    ? parsed.columns.map((column) => (isObject(column) ? String(column.name) : String(column)))
    : [];
  const rows = parsed.rows.flatMap((row): Row[] => {
    if (Array.isArray(row)) return [Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]))];
    return isObject(row) ? [row] : [];
  });
  return { rows, truncated: parsed.truncated === true };
}

/** @returns undefined when it is no JSON */
export function parseJson(text: string): Json | undefined {
  try {
    const parsed: Json = JSON.parse(text);
    return parsed;
  } catch {
    return undefined;
  }
}

/** A number of a row; big integers and decimals may come as text. NULL when absent. */
export function num(row: Row | undefined, column: string): number | null {
  const value = row?.[column];
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string" || value.trim() === "") return null;
  const read = Number(value);
  return Number.isFinite(read) ? read : null;
}

/** A text of a row; NULL stays NULL. */
export function text(row: Row | undefined, column: string): string | null {
  const value = row?.[column];
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
