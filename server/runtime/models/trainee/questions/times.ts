import { type Column, times } from "../profile/table";
import { literal } from "../sql";
import { capitalize, readable } from "../words";
import type { Filter, TimePart } from "./ask";
import { MONTH_NAMES } from "./lexicon";
import type { Reading } from "./reading";

/** The date column that a clause means: one that it names, else the first. */
export function timeColumn(reading: Reading): Column | null {
  const named = reading.mentions.find(({ column }) => column.role === "time");
  return named?.column ?? times(reading.table)[0] ?? null;
}

const yearAt = (reading: Reading, i: number): number | null => {
  const word = reading.words[i];
  return word && /^(1[0-9]|20|21)\d\d$/.test(word.raw) ? word.number : null;
};

const dayAt = (reading: Reading, i: number): string | null =>
  /^\d{4}-\d{2}-\d{2}$/.test(reading.word(i)) ? reading.word(i) : null;

/** Conditions such as "in 2020", "since 2014", "between 2010 and 2012", "in March 2015", "on 2012-01-05". */
export function timeFilters(reading: Reading): Filter[] {
  const column = timeColumn(reading);
  if (!column) return [];
  const t = column.asTime ?? "NULL";
  const said = readable(column.name);
  const filters: Filter[] = [];
  const add = (start: number, end: number, sql: string, words: string): void => {
    reading.use(start, end);
    filters.push({ column, sql, words: `${said} ${words}` });
  };
  for (let i = 0; i < reading.words.length; i += 1) {
    if (reading.used.has(i)) continue;
    const before = reading.word(i - 1);
    const day = dayAt(reading, i);
    if (day) {
      const op = /^(since|from)$/.test(before)
        ? ">="
        : before === "after"
          ? ">"
          : /^(before|until)$/.test(before)
            ? "<"
            : "=";
      add(i, i + 1, `CAST(${t} AS DATE) ${op} ${literal(day)}`, `${op === "=" ? "on" : before} ${day}`);
      continue;
    }
    const month = monthAt(reading, i);
    if (month !== null) {
      const year = yearAt(reading, reading.word(i + 1) === "of" ? i + 2 : i + 1);
      const end = year === null ? i + 1 : reading.word(i + 1) === "of" ? i + 3 : i + 2;
      const name = capitalize(MONTH_NAMES[month - 1] ?? "");
      add(
        i,
        end,
        `month(${t}) = ${month}${year === null ? "" : ` AND year(${t}) = ${year}`}`,
        `in ${name}${year === null ? "" : ` ${year}`}`,
      );
      continue;
    }
    const year = yearAt(reading, i);
    if (year === null || isCounted(reading, i)) continue;
    const second = /^(and|to|until)$/.test(reading.word(i + 1)) ? yearAt(reading, i + 2) : null;
    if (second !== null && /^(between|from)$/.test(before)) {
      add(i - 1, i + 3, `year(${t}) BETWEEN ${year} AND ${second}`, `from ${year} to ${second}`);
    } else if (/^(since|from)$/.test(before)) add(i - 1, i + 1, `year(${t}) >= ${year}`, `since ${year}`);
    else if (before === "after") add(i - 1, i + 1, `year(${t}) > ${year}`, `after ${year}`);
    else if (before === "before") add(i - 1, i + 1, `year(${t}) < ${year}`, `before ${year}`);
    else if (before === "until") add(i - 1, i + 1, `year(${t}) <= ${year}`, `until ${year}`);
    else if (/^(in|during|of|for|year|is|=|on)$/.test(before)) add(i, i + 1, `year(${t}) = ${year}`, `in ${year}`);
  }
  return filters;
}

/** "2000 horsepower" is a number of something, not a year. */
const isCounted = (reading: Reading, i: number): boolean =>
  /^(than|over|above|under|below|least|most|top)$/.test(reading.word(i - 1)) ||
  reading.mentions.some(({ start, column }) => start === i + 1 && column.role === "number");

/** "May" and "March" are months only where a month can stand. */
function monthAt(reading: Reading, i: number): number | null {
  const index = MONTH_NAMES.indexOf(reading.word(i));
  if (index < 0) return null;
  const placed =
    /^(in|during|of|for|since|on|every|each|and)$/.test(reading.word(i - 1)) || yearAt(reading, i + 1) !== null;
  return placed ? index + 1 : null;
}

const PARTS: ReadonlyMap<string, TimePart> = new Map<string, TimePart>([
  ["year", "year"],
  ["yearly", "year"],
  ["annually", "year"],
  ["annual", "year"],
  ["quarter", "quarter"],
  ["quarterly", "quarter"],
  ["month", "month"],
  ["monthly", "month"],
  ["week", "week"],
  ["weekly", "week"],
  ["day", "day"],
  ["daily", "day"],
  ["date", "day"],
  ["weekday", "weekday"],
]);

/** The part of a date that a word means ("month", "yearly"), or NULL. */
export const timePart = (word: string): TimePart | null => PARTS.get(word) ?? PARTS.get(word.replace(/s$/, "")) ?? null;

/** SQL of a date's part, as text that sorts in time order. */
export function partSql(column: Column, part: TimePart): string {
  const t = column.asTime ?? "NULL";
  const formats: Record<Exclude<TimePart, "week" | "quarter">, string> = {
    year: "%Y",
    month: "%Y-%m",
    day: "%Y-%m-%d",
    "calendar month": "%m",
    weekday: "%w",
  };
  if (part === "week") return `CAST(CAST(date_trunc('week', ${t}) AS DATE) AS VARCHAR)`;
  if (part === "quarter") return `strftime(${t}, '%Y') || '-Q' || quarter(${t})`;
  return `strftime(${t}, ${literal(formats[part])})`;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** What a person calls that part. */
export function partName(part: TimePart, value: string): string {
  if (part === "calendar month") return capitalize(MONTH_NAMES[Number(value) - 1] ?? value);
  return part === "weekday" ? (WEEKDAYS[Number(value)] ?? value) : value;
}
