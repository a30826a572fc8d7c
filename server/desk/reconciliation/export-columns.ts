import { InvalidInput } from "#kernel";
import type { Measure } from "./usage";

/** The columns of an export that a measure is the sum of, after those in `less` are taken off. */
type Source = { readonly plus: readonly string[]; readonly less: readonly string[] };

/** Where an export says what; headers as `normalized`. */
export type ExportColumns = {
  readonly day: string;
  readonly model: string;
  /** Only what the export speaks of. */
  readonly measures: Readonly<Partial<Record<Measure, Source>>>;
};

/** `Input tokens` and `input_tokens` are one. */
export const normalized = (header: string): string =>
  header
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");

/** First Anthropic's console, then OpenAI's, then the generic names. */
const DAY = ["usage_date_utc", "start_time_iso", "date", "day"];
const MODEL = ["model_version", "model", "model_name"];
const UNCACHED = ["usage_input_tokens_no_cache", "uncached_input_tokens", "input_uncached_tokens"];
const INPUT = ["input_tokens", "input"];
const CACHE_READ = ["usage_input_tokens_cache_read", "cache_read_input_tokens", "cache_read_tokens", "cache_read"];
/** OpenAI's: counted within `input_tokens`. */
const CACHED_WITHIN = "input_cached_tokens";
const WRITTEN_WITHIN = "input_cache_write_tokens";
const SPLIT_WRITES = ["usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h"];
const CACHE_WRITE = [
  "usage_input_tokens_cache_write",
  "cache_creation_input_tokens",
  "cache_write_tokens",
  "cache_write",
];
const OUTPUT = ["usage_output_tokens", "output_tokens", "output"];
const COST = ["cost_usd", "amount_value", "cost"];

/**
 * Finds the columns by their headers.
 * @throws InvalidInput naming the column that is missing
 */
export function findColumns(headers: readonly string[]): ExportColumns {
  const among = (names: readonly string[]) => names.filter((name) => headers.includes(name));
  const first = (names: readonly string[]) => among(names).slice(0, 1);
  const within = among([CACHED_WITHIN, WRITTEN_WITHIN]);
  const uncached = first(UNCACHED);
  const splitWrites = among(SPLIT_WRITES);
  const writes = splitWrites.length > 0 ? splitWrites : first([...CACHE_WRITE, WRITTEN_WITHIN]);
  const sources: readonly [Measure, readonly string[], readonly string[]][] = [
    ["input", uncached.length > 0 ? uncached : first(INPUT), uncached.length > 0 ? [] : within],
    ["cacheRead", first([...CACHE_READ, CACHED_WITHIN]), []],
    ["cacheWrite", writes, []],
    ["output", first(OUTPUT), []],
    ["cost", first(COST), []],
  ];
  const measures = Object.fromEntries(
    sources.flatMap(([measure, plus, less]) => (plus.length > 0 ? [[measure, { plus, less }]] : [])),
  );
  if (Object.keys(measures).length === 0) throw missing("tokens or cost", [...INPUT, ...OUTPUT, ...COST]);
  return { day: one(among(DAY), "day", DAY), model: one(among(MODEL), "model", MODEL), measures };
}

function one([found]: readonly string[], what: string, names: readonly string[]): string {
  if (found === undefined) throw missing(`the ${what}`, names);
  return found;
}

const missing = (what: string, names: readonly string[]): InvalidInput =>
  new InvalidInput("csv", `The export has no column for ${what}. Name it ${names.join(" or ")} in the first row.`);
