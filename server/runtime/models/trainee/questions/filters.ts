import { finite } from "../profile/long";
import { type Column, isFlag } from "../profile/table";
import { ident, literal, numeral } from "../sql";
import { number, readable } from "../words";
import type { Filter } from "./ask";
import { ADJECTIVES, NUMBER_WORDS } from "./lexicon";
import type { Mention } from "./match";
import { likeness } from "./match";
import type { Reading, ValueMention } from "./reading";

type Comparison = {
  readonly op: ">" | ">=" | "<" | "<=" | "=" | "between";
  readonly start: number;
  readonly at: number;
};

const SAID: Record<string, string> = { ">": "above", ">=": "at least", "<": "below", "<=": "at most", "=": "equal to" };

/** Rows where a text column has one of these values. */
function valueFilter({ column, values }: { column: Column; values: readonly string[] }): Filter {
  const listed = values.map(literal);
  const sql = values.length === 1 ? `${column.asText} = ${listed[0]}` : `${column.asText} IN (${listed.join(", ")})`;
  return { column, sql, words: `${readable(column.name)} is ${values.map((value) => `“${value}”`).join(" or ")}` };
}

/** All values that the clause names, one filter a column: two values of one column mean either. */
export function valueFilters(values: readonly ValueMention[]): Filter[] {
  const byColumn = new Map<Column, string[]>();
  for (const { column, values: named } of values) byColumn.set(column, [...(byColumn.get(column) ?? []), ...named]);
  return [...byColumn].map(([column, named]) => valueFilter({ column, values: [...new Set(named)] }));
}

/** "It is so" for a yes/no column: 1, true, or the value that means yes. NULL when the column has no such thing. */
export function yesFilter(reading: Reading, column: Column): Filter | null {
  const said = readable(column.name);
  if (column.sqlType === "BOOLEAN") return { column, sql: ident(column.name), words: `${said} is true` };
  if (isFlag(column)) return { column, sql: `${finite(column)} = 1`, words: `${said} is 1` };
  const yes = reading.hits.find((hit) => hit.phrase === "" && hit.column === column);
  return yes ? valueFilter({ column, values: [yes.value] }) : null;
}

const numberAt = (reading: Reading, i: number): number | null =>
  reading.words[i]?.number ?? NUMBER_WORDS.get(reading.word(i)) ?? null;

/** Conditions such as "horsepower over 100", "more than 8 cylinders", "between 10 and 20", "8 cylinders". */
export function comparisonFilters(reading: Reading): Filter[] {
  const filters: Filter[] = [];
  for (let i = 0; i < reading.words.length; i += 1) {
    if (reading.used.has(i)) continue;
    const comparison = comparisonAt(reading, i);
    const filter = comparison ? compare(reading, comparison) : equality(reading, i);
    if (filter) filters.push(filter);
  }
  return filters;
}

function comparisonAt(reading: Reading, i: number): Comparison | null {
  const here = reading.word(i);
  const next = reading.word(i + 1);
  const after = reading.word(i + 2);
  if (here === "between" && numberAt(reading, i + 1) !== null && after === "and")
    return { op: "between", start: i, at: i + 1 };
  if ([">", ">=", "<", "<=", "="].includes(here)) return { op: here as Comparison["op"], start: i, at: i + 1 };
  if (here === "≥") return { op: ">=", start: i, at: i + 1 };
  if (here === "≤") return { op: "<=", start: i, at: i + 1 };
  if (here === "at" && next === "least") return { op: ">=", start: i, at: i + 2 };
  if (here === "at" && next === "most") return { op: "<=", start: i, at: i + 2 };
  if (here === "up" && next === "to") return { op: "<=", start: i, at: i + 2 };
  if (here === "equal" || here === "equals" || here === "exactly")
    return { op: "=", start: i, at: next === "to" ? i + 2 : i + 1 };
  if (/^(over|above|exceeding|exceeds|exceed)$/.test(here)) return { op: ">", start: i, at: i + 1 };
  if (/^(under|below)$/.test(here)) return { op: "<", start: i, at: i + 1 };
  if (next !== "than") return null;
  if (/^(more|greater|higher|larger|bigger|longer|heavier|older|taller|faster|hotter|warmer)$/.test(here))
    return { op: ">", start: i, at: i + 2 };
  if (/^(less|fewer|lower|smaller|shorter|lighter|younger|cheaper|slower|colder|cooler)$/.test(here))
    return { op: "<", start: i, at: i + 2 };
  return null;
}

function compare(reading: Reading, { op, start, at }: Comparison): Filter | null {
  const low = numberAt(reading, at);
  if (low === null) return null;
  const high = op === "between" ? numberAt(reading, at + 2) : null;
  if (op === "between" && high === null) return null;
  const end = op === "between" ? at + 3 : at + 1;
  const target = comparedColumn(reading, start, end);
  if (!target) return null;
  reading.use(start, end);
  const said = readable(target.name);
  const value = finite(target);
  if (high !== null) {
    return {
      column: target,
      sql: `${value} BETWEEN ${numeral(low)} AND ${numeral(high)}`,
      words: `${said} between ${number(low)} and ${number(high)}`,
    };
  }
  return { column: target, sql: `${value} ${op} ${numeral(low)}`, words: `${said} ${SAID[op] ?? op} ${number(low)}` };
}

const isNumber = ({ column }: Mention): boolean => column.role === "number" || column.sqlType === "BOOLEAN";

/** The number column right after the number ("over 100 horsepower"), else the nearest before it; an adjective ("older") names its own. */
function comparedColumn(reading: Reading, start: number, end: number): Column | null {
  const after = reading.mentions.find(
    (m) =>
      isNumber(m) &&
      m.start >= end &&
      m.start <= end + 1 &&
      !/^(by|per|for|and|with|in)$/.test(reading.word(m.start - 1)),
  );
  const before = reading.mentions.filter((m) => isNumber(m) && m.end <= start && start - m.end <= 3).at(-1);
  const adjective = ADJECTIVES.get(reading.word(start));
  const meant = adjective ? hinted(reading, adjective.hints) : null;
  if (meant) return meant;
  const mention = after ?? before;
  if (mention) return reading.take(mention);
  const age = hinted(reading, ["age"]);
  if (age) reading.notes.push(`you named no column for “${reading.word(start)}”, so I took “${age.name}”`);
  return age;
}

/** The number column that an adjective speaks of. */
export function hinted(reading: Reading, hints: readonly string[]): Column | null {
  const fits = reading.table.columns
    .filter(({ role }) => role === "number")
    .map((column) => ({
      column,
      fit: Math.max(...column.name.split(/[\s_().-]+/).flatMap((word) => hints.map((hint) => likeness(word, hint)))),
    }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit);
  return fits[0]?.column ?? null;
}

/** "8 cylinders", "class 3", "cylinders is 8". */
function equality(reading: Reading, i: number): Filter | null {
  const value = reading.words[i]?.number ?? null;
  if (value === null) return null;
  const linked = /^(is|are|was|were|of|=|equals)$/.test(reading.word(i - 1)) ? i - 1 : i;
  const before = reading.mentions.find(
    (m) => isNumber(m) && m.end === linked && !/^(top|first|bottom)$/.test(reading.word(i - 1)),
  );
  const after = reading.mentions.find(
    (m) => isNumber(m) && m.start === i + 1 && !/^(top|first|bottom|last)$/.test(reading.word(i - 1)),
  );
  const mention = after ?? before;
  if (!mention?.column.integer) return null;
  reading.use(i);
  const column = reading.take(mention);
  return {
    column,
    sql: `${finite(column)} = ${numeral(value)}`,
    words: `${readable(column.name)} is ${number(value)}`,
  };
}
