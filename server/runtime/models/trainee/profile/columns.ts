import type { Result, Row } from "../result";
import { num, text } from "../result";
import { explained, ident, textAsNumber, textAsTime } from "../sql";
import { nameWords } from "../words";
import type { Column, Role, Schema, SchemaColumn } from "./table";

const SAMPLE_ROWS = 10_000;
const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|NUMERIC|FLOAT|REAL|DOUBLE)/;
const TIME = /^(DATE|TIMESTAMP)/;
const NESTED = /\[\]$|^(STRUCT|MAP|UNION|LIST|BLOB)/;

/** Of the sampled texts, so many must read as numbers (or dates) for the column to count as one. */
const READABLE_SHARE = 0.9;

const isText = (column: SchemaColumn): boolean => /^(VARCHAR|ENUM|JSON$)/.test(column.sqlType);
const isNumeric = (column: SchemaColumn): boolean => NUMERIC.test(column.sqlType) && !NESTED.test(column.sqlType);
const isTime = (column: SchemaColumn): boolean => TIME.test(column.sqlType) && !NESTED.test(column.sqlType);

/** JSON is what a column becomes whose values are of several kinds; its scalars are read as plain text. */
const rawText = ({ name, sqlType }: SchemaColumn): string =>
  sqlType === "JSON" ? `(${ident(name)} ->> '$')` : ident(name);

const textOf = (column: SchemaColumn): string =>
  isText(column) ? `nullif(trim(${rawText(column)}), '')` : `CAST(${ident(column.name)} AS VARCHAR)`;

/** Counts rows and fully distinct rows. */
export const shapeQuery = (table: string): string =>
  explained(
    `Rows and distinct rows of ${table}`,
    `SELECT (SELECT count(*) FROM ${ident(table)}) AS total_rows, (SELECT count(*) FROM (SELECT DISTINCT * FROM ${ident(table)})) AS distinct_rows`,
  );

/** Only the rows, for when the distinct ones could not be counted. */
export const rowsQuery = (table: string): string =>
  explained(`Rows of ${table}`, `SELECT count(*) AS total_rows FROM ${ident(table)}`);

/** For each column: values present, distinct values, smallest and largest, whether all are whole. One line a column. */
export function columnsQuery(schema: Schema): string {
  const lines = schema.columns.map((column, i) => {
    const name = ident(column.name);
    const value = isText(column) ? textOf(column) : name;
    const ordered = isNumeric(column) || isTime(column);
    const fields = {
      i: String(i + 1),
      present: `count(${value})`,
      kinds: `count(DISTINCT ${value})`,
      low: ordered ? `CAST(min(${name}) AS VARCHAR)` : "NULL",
      high: ordered ? `CAST(max(${name}) AS VARCHAR)` : "NULL",
      integer: isNumeric(column) ? `bool_and(${name} = floor(${name}))` : "NULL",
    };
    const selected = Object.entries(fields).map(([alias, sql]) => (i === 0 ? `${sql} AS ${ident(alias)}` : sql));
    return `SELECT ${selected.join(", ")} FROM ${ident(schema.table)}`;
  });
  return explained(`Column summary of ${schema.table}`, lines.join("\nUNION ALL "));
}

/** For text columns: how many of a sample read as numbers or dates. NULL when there is no text column. */
export function textQuery(schema: Schema): string | null {
  const texts = schema.columns.flatMap((column, i) => (isText(column) ? [{ column, alias: `c${i + 1}` }] : []));
  if (texts.length === 0) return null;
  const selected = texts.map(({ column, alias }) => `CAST(${textOf(column)} AS VARCHAR) AS ${alias}`).join(", ");
  return explained(
    `Text columns of ${schema.table} that hold numbers or dates (first ${SAMPLE_ROWS} rows)`,
    `WITH long AS (UNPIVOT (SELECT ${selected} FROM (FROM ${ident(schema.table)} LIMIT ${SAMPLE_ROWS})) ON COLUMNS(*) INTO NAME c VALUE v) ` +
      `SELECT c, count(*) AS n, count(${textAsNumber("v")}) AS numbers, bool_and(${textAsNumber("v")} = floor(${textAsNumber("v")})) AS "integer", count(${textAsTime("v")}) AS dates, ` +
      `avg(length(v)) AS length, count(*) FILTER (WHERE v LIKE '% %') AS spaced FROM long GROUP BY c`,
  );
}

/** Puts the answers together: every column with its role. `texts` is NULL when there was nothing to ask or it failed. */
export function readColumns(schema: Schema, rows: number, summary: Result, texts: Result | null): Column[] {
  const byIndex = new Map(summary.rows.map((row) => [num(row, "i"), row]));
  const byAlias = new Map(texts?.rows.map((row) => [text(row, "c"), row]));
  return schema.columns.flatMap((column, i) => {
    const row = byIndex.get(i + 1);
    return row ? [readColumn(column, rows, row, byAlias.get(`c${i + 1}`))] : [];
  });
}

function readColumn(column: SchemaColumn, rows: number, row: Row, sample: Row | undefined): Column {
  const present = num(row, "present") ?? 0;
  const kinds = num(row, "kinds") ?? 0;
  const sampled = num(sample, "n") ?? 0;
  const numbers = sampled > 0 && (num(sample, "numbers") ?? 0) >= sampled * READABLE_SHARE;
  const dates = sampled > 0 && (num(sample, "dates") ?? 0) >= sampled * READABLE_SHARE;
  const numeric = isNumeric(column) || numbers || column.sqlType === "BOOLEAN";
  const integer = isNumeric(column) ? row.integer === true : numbers && sample?.integer === true;
  const low = text(row, "low");
  const high = text(row, "high");
  const seen = { present, kinds, integer, low, high, spaced: (num(sample, "spaced") ?? 0) > sampled * 0.2 };
  const yearly = isNumeric(column) && integer && isYear(column.name, Number(low), Number(high));
  const role = roleOf(column, seen, { numeric, timely: isTime(column) || (dates && !numbers) || yearly });
  const fromText = isText(column) && (role === "number" || role === "time");
  return {
    ...column,
    role,
    present,
    missing: rows - present,
    kinds,
    low,
    high,
    asNumber: numeric ? numberOf(column) : null,
    asTime: role === "time" ? timeOf(column, yearly) : null,
    asText: textOf(column),
    fromText,
    yearly,
    integer,
  };
}

function numberOf(column: SchemaColumn): string {
  if (isText(column)) return textAsNumber(rawText(column));
  return column.sqlType === "DOUBLE" ? ident(column.name) : `CAST(${ident(column.name)} AS DOUBLE)`;
}

function timeOf(column: SchemaColumn, yearly: boolean): string {
  if (yearly) return `make_timestamp(CAST(${ident(column.name)} AS BIGINT), 1, 1, 0, 0, 0)`;
  if (isText(column)) return textAsTime(rawText(column));
  // Time zones would need an extension that is not there; the stored moment is what counts.
  return /^(DATE|TIMESTAMP)$/.test(column.sqlType) ? ident(column.name) : `CAST(${ident(column.name)} AS TIMESTAMP)`;
}

const isYear = (name: string, low: number, high: number): boolean =>
  /(^|[^\p{L}])(year|yr)s?($|[^\p{L}])/iu.test(nameWords(name).join(" ")) && low >= 1000 && high <= 2200;

type Seen = {
  readonly present: number;
  readonly kinds: number;
  readonly integer: boolean;
  readonly low: string | null;
  readonly high: string | null;
  readonly spaced: boolean;
};

function roleOf(column: SchemaColumn, seen: Seen, read: { numeric: boolean; timely: boolean }): Role {
  if (seen.present === 0) return "empty";
  if (seen.kinds === 1 && seen.present > 1) return "constant";
  if (NESTED.test(column.sqlType)) return "nested";
  if (column.sqlType === "BOOLEAN") return "boolean";
  if (read.timely) return "time";
  if (read.numeric) return isIdentifier(column.name, seen) ? "id" : "number";
  if (isBooleanText(seen, column)) return "boolean";
  if (seen.kinds === seen.present && seen.present > 5) return seen.spaced || isNameLike(column.name) ? "text" : "id";
  if (seen.kinds <= 50 && (seen.kinds < seen.present || seen.present <= 5)) return "category";
  return seen.kinds <= Math.max(50, seen.present * 0.2) && seen.kinds <= 1_000 ? "category" : "text";
}

const isBooleanText = (seen: Seen, column: SchemaColumn): boolean =>
  seen.kinds === 2 && isText(column) && /^(is|has|was)[ _]/i.test(column.name);

const isNameLike = (name: string): boolean => /name|title|city|country|state|label/i.test(name);

const ID_WORDS = new Set([
  "id",
  "ids",
  "uuid",
  "guid",
  "key",
  "no",
  "nr",
  "index",
  "idx",
  "code",
  "zip",
  "zipcode",
  "postcode",
  "phone",
  "fips",
  "iata",
  "sku",
  "isbn",
]);

/** A number that names rather than measures: by its name, or a gapless count of all rows. */
function isIdentifier(name: string, seen: Seen): boolean {
  if (!seen.integer) return false;
  const last = nameWords(name).at(-1)?.toLowerCase() ?? "";
  if (ID_WORDS.has(last)) return true;
  const gapless = seen.kinds === seen.present && Number(seen.high) - Number(seen.low) + 1 === seen.kinds;
  return gapless && seen.kinds > 20 && /^(|row|unnamed.*|number|num|rank|column0*|#)$/i.test(last);
}
