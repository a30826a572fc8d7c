import { ADJECTIVES, AGGREGATES, type Aggregate, NUMBER_WORDS } from "./lexicon";
import type { Reading } from "./reading";

/** An aggregate word of a question, and the columns that it hints at. */
export type Found = { readonly at: number; readonly aggregate: Aggregate; readonly hints: readonly string[] };

/** Aggregate words outside the names of columns; inside one only if there is no other. */
export function findAggregates(reading: Reading): Found[] {
  const all = reading.words.flatMap(({ lower }, at): Found[] => {
    const adjective = ADJECTIVES.get(lower);
    if (adjective && reading.word(at + 1) !== "than") return [{ at, ...adjective }];
    const aggregate = AGGREGATES.get(lower);
    if (!aggregate || isOrdinaryUse(reading, at)) return [];
    return [{ at, aggregate, hints: [] }];
  });
  const outside = all.filter(
    ({ at }) => !reading.mentionAt(at) || reading.mentionAt(at)?.end === reading.mentionAt(at)?.start,
  );
  return outside.length > 0 ? outside : all;
}

/** "at least 3", "the first class", "top 10", "the most common": words that aggregate elsewhere but not here. */
function isOrdinaryUse(reading: Reading, at: number): boolean {
  const [before, here, after] = [reading.word(at - 1), reading.word(at), reading.word(at + 1)];
  if ((here === "least" || here === "most") && before === "at") return true;
  if ((here === "first" || here === "last") && !/^(date|day|year|month|time|value|entry|record)s?$/.test(after))
    return true;
  if (reading.values.some(({ start, end }) => start <= at && at < end)) return true;
  return here === "rate" && reading.mentionAt(at) !== undefined && reading.mentionAt(at)?.start === at;
}

/** What is counted: rows, different values, or a share. */
export type Counting = "count" | "distinct" | "share";

export function findCounting(reading: Reading): Counting | null {
  const many = reading.words.findIndex(
    ({ lower }, i) =>
      (lower === "how" && reading.word(i + 1) === "many") || (lower === "number" && reading.word(i + 1) === "of"),
  );
  const plain = reading.words.findIndex(({ lower }, i) => lower === "count" && !reading.mentionAt(i));
  const at = many >= 0 ? many : plain;
  const distinct = reading.find(/^(distinct|unique|different)$/);
  if (at >= 0) {
    reading.use(at, many >= 0 ? at + 2 : at + 1);
    return distinct >= 0 ? "distinct" : "count";
  }
  return distinct >= 0 && reading.mentions.length > 0 ? "distinct" : null;
}

/** "top 5", "five highest", "bottom 3". */
export function findTop(reading: Reading): { limit: number; direction: "desc" | "asc"; end: number } | null {
  const numberAt = (i: number): number | null => reading.words[i]?.number ?? NUMBER_WORDS.get(reading.word(i)) ?? null;
  for (let i = 0; i < reading.words.length; i += 1) {
    const here = reading.word(i);
    const next = numberAt(i + 1);
    if (/^(top|bottom)$/.test(here)) {
      reading.use(i, next === null ? i + 1 : i + 2);
      return {
        limit: Math.min(50, Math.max(1, next ?? 5)),
        direction: here === "top" ? "desc" : "asc",
        end: next === null ? i + 1 : i + 2,
      };
    }
    const count = numberAt(i);
    const aggregate = AGGREGATES.get(reading.word(i + 1)) ?? ADJECTIVES.get(reading.word(i + 1))?.aggregate;
    if (count !== null && count > 1 && count <= 50 && (aggregate === "max" || aggregate === "min")) {
      reading.use(i, i + 1);
      return { limit: count, direction: aggregate === "max" ? "desc" : "asc", end: i + 2 };
    }
  }
  return null;
}
