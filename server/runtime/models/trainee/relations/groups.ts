import { aliased, finite, from, selectNumbers } from "../profile/long";
import type { Column, Table } from "../profile/table";
import type { Result } from "../result";
import { num, text } from "../result";
import { explained } from "../sql";
import { readable } from "../words";

/** What measures are compared between: a column, or the calendar month of a date. */
export type Grouping = { readonly column: Column; readonly part: "value" | "month" };

/**
 * How much of a measure's variation lies between groups: eta² = SS between / SS total, 0 to 1.
 * `corrected` takes off what chance alone would give (ε², Kelley 1935).
 */
export type GroupDifference = {
  readonly grouping: Grouping;
  readonly measure: Column;
  readonly groups: number;
  readonly n: number;
  readonly eta2: number;
  readonly corrected: number;
};

const GROUP_CAP = 8;
const MEASURE_CAP = 10;
export const GROUP_KINDS = 30;

/** The grouping's value as text, in an order that sorts well. */
export const groupText = ({ column, part }: Grouping): string =>
  part === "month" ? `strftime(${column.asTime ?? "NULL"}, '%m')` : column.asText;

export const groupName = ({ column, part }: Grouping): string =>
  part === "value"
    ? readable(column.name)
    : /^(date|day|time)$/i.test(column.name)
      ? "calendar month"
      : `calendar month of ${readable(column.name)}`;

export const comparedGroups = (groupings: readonly Grouping[]): Grouping[] => groupings.slice(0, GROUP_CAP);
export const comparedMeasures = (columns: readonly Column[]): Column[] => columns.slice(0, MEASURE_CAP);

/** eta² of every grouping with every measure. */
export function groupsQuery(table: Table, groupings: readonly Grouping[], columns: readonly Column[]): string {
  const measured = aliased(columns, "m");
  const grouped = groupings.map((grouping, i) => `${groupText(grouping)} AS c${i + 1}`);
  const names = [
    ...groupings.map((grouping, i) => `c${i + 1} = ${groupName(grouping)}`),
    ...measured.map(({ alias, column }) => `${alias} = ${column.name}`),
  ];
  return explained(
    `Share of each number's variation that lies between groups in ${table.name} (${names.join(", ")})`,
    `WITH long AS (UNPIVOT (SELECT ${grouped.join(", ")}, ${selectNumbers(measured)} ${from(table)}) ON ${measured.map(({ alias }) => alias).join(", ")} INTO NAME m VALUE x), ` +
      `pairs AS (UNPIVOT long ON ${groupings.map((_, i) => `c${i + 1}`).join(", ")} INTO NAME c VALUE v), ` +
      "g AS (SELECT c, m, v, count(*) AS n, avg(x) AS mean, var_pop(x) AS var FROM pairs GROUP BY ALL), " +
      "s AS (SELECT *, sum(n * mean) OVER w / sum(n) OVER w AS grand FROM g WINDOW w AS (PARTITION BY c, m)) " +
      "SELECT c, m, count(*) AS groups, sum(n) AS n, sum(n * (mean - grand) ** 2) / nullif(sum(n * (mean - grand) ** 2 + n * var), 0) AS eta2 FROM s GROUP BY c, m ORDER BY eta2 DESC NULLS LAST",
  );
}

/** Strongest first. */
export function readGroups(
  groupings: readonly Grouping[],
  columns: readonly Column[],
  result: Result,
): GroupDifference[] {
  const measured = new Map(aliased(columns, "m").map(({ alias, column }) => [alias, column]));
  const grouped = new Map(groupings.map((grouping, i) => [`c${i + 1}`, grouping]));
  return result.rows
    .flatMap((row): GroupDifference[] => {
      const grouping = grouped.get(text(row, "c") ?? "");
      const measure = measured.get(text(row, "m") ?? "");
      const eta2 = num(row, "eta2");
      const groups = num(row, "groups") ?? 0;
      const n = num(row, "n") ?? 0;
      if (!grouping || !measure || eta2 === null || groups < 2 || n <= groups || measure === grouping.column) return [];
      return [
        { grouping, measure, groups, n, eta2, corrected: Math.max(0, 1 - ((1 - eta2) * (n - 1)) / (n - groups)) },
      ];
    })
    .sort((a, b) => b.corrected - a.corrected);
}

/** Large enough to mention, and not what chance gives with so few rows for so many groups. */
export const isClearDifference = (d: GroupDifference): boolean =>
  d.corrected >= 0.04 && d.n >= 12 && d.n >= 4 * d.groups && d.eta2 > (3 * (d.groups - 1)) / (d.n - 1);

/** Mean, median and size of each group. */
export function meansQuery(table: Table, { grouping, measure }: GroupDifference): string {
  const order = grouping.part === "month" ? "v" : "mean DESC, v";
  return explained(
    `${readable(measure.name)} by ${groupName(grouping)} in ${table.name}`,
    `SELECT v, count(x) AS n, avg(x) AS mean, median(x) AS mid FROM (SELECT ${groupText(grouping)} AS v, ${finite(measure)} AS x ${from(table)}) WHERE x IS NOT NULL AND v IS NOT NULL GROUP BY v ORDER BY ${order} LIMIT ${GROUP_KINDS}`,
  );
}

export type GroupMean = { readonly value: string; readonly n: number; readonly mean: number; readonly median: number };

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const readMeans = ({ grouping }: GroupDifference, result: Result): GroupMean[] =>
  result.rows.flatMap((row) => {
    const value = text(row, "v");
    const mean = num(row, "mean");
    if (value === null || mean === null) return [];
    const named = grouping.part === "month" ? (MONTHS[Number(value) - 1] ?? value) : value;
    return [{ value: named, n: num(row, "n") ?? 0, mean, median: num(row, "mid") ?? mean }];
  });
