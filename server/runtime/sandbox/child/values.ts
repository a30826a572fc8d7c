import type { DuckDBType, DuckDBValue, DuckDBValueConverter } from "@duckdb/node-api";
import type { Json } from "../../models/port";

type Library = Pick<typeof import("@duckdb/node-api"), "DuckDBTypeId" | "JsonDuckDBValueConverter">;

const DOUBLE_DIGITS = 15;

/**
 * DuckDB values as JSON: a number where a double holds it exactly, else a decimal string;
 * dates and times as ISO 8601; NULL, NaN and the infinities as null and text.
 */
export function jsonConverter({ DuckDBTypeId, JsonDuckDBValueConverter }: Library): DuckDBValueConverter<Json> {
  const wholeNumbers = new Set([
    DuckDBTypeId.BIGINT,
    DuckDBTypeId.UBIGINT,
    DuckDBTypeId.HUGEINT,
    DuckDBTypeId.UHUGEINT,
  ]);
  const timestamps = new Set([
    DuckDBTypeId.TIMESTAMP,
    DuckDBTypeId.TIMESTAMP_S,
    DuckDBTypeId.TIMESTAMP_MS,
    DuckDBTypeId.TIMESTAMP_NS,
    DuckDBTypeId.TIMESTAMP_TZ,
  ]);
  const convert = (value: DuckDBValue, type: DuckDBType): Json => {
    if (value === null) return null;
    if (wholeNumbers.has(type.typeId)) return exactInteger(String(value));
    if (type.typeId === DuckDBTypeId.DECIMAL) return exactDecimal(String(value));
    if (timestamps.has(type.typeId)) return isoTimestamp(String(value));
    if (type.typeId === DuckDBTypeId.INTERVAL) return String(value);
    return JsonDuckDBValueConverter(value, type, convert);
  };
  return convert;
}

function exactInteger(text: string): Json {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** Fifteen significant digits survive a double; more stay text. */
function exactDecimal(text: string): Json {
  const digits = text.replace(/\D/g, "").replace(/^0+/, "");
  return digits.length <= DOUBLE_DIGITS ? Number(text) : text;
}

/** "2024-01-02 03:04:05+00" as "2024-01-02T03:04:05+00:00"; BC dates and infinities stay as DuckDB writes them. */
function isoTimestamp(text: string): string {
  const match = /^(\d{4,}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)([+-]\d{2})?(:\d{2})?$/.exec(text);
  if (!match) return text;
  const [, day, time, hours, minutes = ":00"] = match;
  return `${day}T${time}${hours ? hours + minutes : ""}`;
}
