import type { Result } from "../result";
import { num, text } from "../result";
import { capitalize, count, list, measured, number, percent, plain, readable, whole } from "../words";
import type { Ask, AskGroup } from "./ask";
import { LISTED_GROUPS } from "./ask-sql";
import type { Aggregate } from "./lexicon";
import { partName } from "./times";

type AnswerRow = { readonly groups: readonly string[]; readonly answer: string; readonly n: number };
export type Answer = {
  readonly clause: string;
  /** One sentence with the numbers. Markdown-safe. */
  readonly sentence: string;
  /** Column, calculation and condition in words. Markdown-safe. */
  readonly understood: string;
  readonly notes: readonly string[];
  readonly rows: readonly AnswerRow[];
  readonly heads: readonly string[];
};

const NAMES: Record<Aggregate, string> = {
  avg: "average",
  sum: "total",
  median: "median",
  min: "lowest",
  max: "highest",
  count: "number of rows",
  distinct: "number of different values of",
  share: "share",
  sd: "standard deviation of",
  corr: "correlation of",
};

const IN_SENTENCE = 12;

const groupTitle = (group: AskGroup): string =>
  group.kind === "column" || group.part === "day"
    ? readable(group.column.name)
    : /^(date|day|time)$/i.test(group.column.name)
      ? group.part
      : `${group.part} of ${readable(group.column.name)}`;

/** "average fare", "number of rows", "share of rows where sex is “female”". */
function subject({ aggregate, measure, other, part }: Ask): string {
  const named = measure ? readable(measure.name) : "";
  if (aggregate === "share")
    return part.length > 0 ? `share of rows where ${list(part.map(({ words }) => words))}` : "share of rows";
  if (aggregate === "corr") return `correlation of ${named} and ${other ? readable(other.name) : ""}`;
  if (measure?.role === "time") return `${aggregate === "min" ? "earliest" : "latest"} ${named}`;
  return measure ? `${NAMES[aggregate]} ${named}` : NAMES[aggregate];
}

function formatted(ask: Ask, value: number | null, raw: string | null): string {
  if (ask.measure?.role === "time" && ask.aggregate !== "distinct") return raw ? plain(raw) : "none";
  if (value === null) return "none";
  if (ask.aggregate === "share") return percent(value);
  if (ask.aggregate === "corr") return value.toFixed(3);
  if (ask.aggregate === "count" || ask.aggregate === "distinct") return whole(value);
  const counted = ask.measure?.integer === true && ["sum", "min", "max"].includes(ask.aggregate);
  return counted ? number(value) : measured(value);
}

function readRows(ask: Ask, result: Result): AnswerRow[] {
  return result.rows.map((row) => ({
    groups: ask.groups.map((group, i) => {
      const value = text(row, `g${i + 1}`) ?? "–";
      return plain(group.kind === "time" ? partName(group.part, value) : value, 60);
    }),
    answer: formatted(ask, num(row, "answer"), text(row, "answer")),
    n: num(row, "n") ?? 0,
  }));
}

/** Puts the result of a question into words. */
export function answerOf(ask: Ask, result: Result): Answer {
  const rows = readRows(ask, result);
  const where = ask.filters.length > 0 ? `, where ${list(ask.filters.map(({ words }) => words))}` : "";
  const by = ask.groups.length > 0 ? `, by ${list(ask.groups.map(groupTitle))}` : "";
  const understood = plain(`${subject(ask)}${by}${where}`, 300);
  const heads = [
    ...ask.groups.map((group) => capitalize(plain(groupTitle(group)))),
    capitalize(plain(subject(ask), 120)),
    "Rows",
  ];
  return { clause: ask.clause, sentence: sentence(ask, rows, result), understood, notes: ask.notes, rows, heads };
}

function sentence(ask: Ask, rows: readonly AnswerRow[], result: Result): string {
  const first = rows[0];
  const where = ask.filters.length > 0 ? ` where ${list(ask.filters.map(({ words }) => words))}` : "";
  const what = plain(`${subject(ask)}${where}`, 240);
  if (!first || (rows.length === 1 && first.n === 0 && ask.aggregate !== "count" && ask.aggregate !== "distinct")) {
    return `No row fits (${what}), so there is no answer.`;
  }
  if (ask.groups.length === 0) return single(ask, first, what, result);
  if (ask.rank?.winner) return winner(ask, rows, what);
  const shown = rows.slice(0, IN_SENTENCE).map(({ groups, answer }) => `${groups.join(" / ")}: ${answer}`);
  const more = rows.length > IN_SENTENCE ? `; ${count(rows.length - IN_SENTENCE, "more group")} in the report` : "";
  const capped = !ask.rank && rows.length >= LISTED_GROUPS ? ` (the first ${LISTED_GROUPS} groups)` : "";
  const ranked = ask.rank
    ? `${ask.rank.direction === "desc" ? "top" : "bottom"} ${rows.length} ${plain(groupTitle(ask.groups[0] as AskGroup))} by ${what}`
    : `${what} by ${plain(list(ask.groups.map(groupTitle)))}`;
  return `${capitalize(ranked)}${capped}: ${shown.join("; ")}${more}.`;
}

function single(ask: Ask, { answer, n }: AnswerRow, what: string, result: Result): string {
  if (ask.aggregate === "count") return `${capitalize(what)}: **${answer}**.`;
  if (ask.aggregate === "share") {
    return `${capitalize(what)}: **${answer}** (${whole(num(result.rows[0], "part_n") ?? 0)} of ${count(n, "row")}).`;
  }
  return `${capitalize(what)}: **${answer}** (from ${count(n, "row")} with a value).`;
}

function winner(ask: Ask, rows: readonly AnswerRow[], what: string): string {
  const best = rows.filter(({ answer }) => answer === rows[0]?.answer);
  const names = best.slice(0, 5).map(({ groups }) => `**${groups[0] ?? ""}**`);
  const extreme = ask.rank?.direction === "asc" ? "lowest" : "highest";
  const stated = /^(lowest|highest|earliest|latest) /.test(what) ? what : `${extreme} ${what}`;
  const others = rows.slice(best.length).map(({ groups, answer }) => `${groups[0] ?? ""}: ${answer}`);
  const behind = others.length > 0 ? ` Next: ${others.join("; ")}.` : "";
  const n = best[0]?.n ?? 0;
  const over = n > 1 && ask.aggregate !== "count" ? `, over ${count(n, "row")}` : "";
  const tied = best.length > 1 ? " (tied)" : "";
  return `${list(names)}${tied}: ${stated} ${rows[0]?.answer ?? ""}${over}.${behind}`;
}
