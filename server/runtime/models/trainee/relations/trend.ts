import { finite, from } from "../profile/long";
import type { Column, Table } from "../profile/table";
import type { Result, Row } from "../result";
import { num, text } from "../result";
import { explained } from "../sql";
import { readable } from "../words";

export type Period = "hour" | "day" | "week" | "month" | "year";

/** First and last moment of a date column, and how many values could be read. Days are counted from the first to the last. */
export type Span = {
  readonly column: Column;
  readonly first: string;
  readonly last: string;
  readonly n: number;
  readonly days: number;
  readonly moments: number;
};

export const spanQuery = (table: Table, column: Column): string =>
  explained(
    `Time span of ${readable(column.name)} in ${table.name}`,
    `SELECT CAST(min(t) AS VARCHAR) AS first, CAST(max(t) AS VARCHAR) AS last, count(t) AS n, date_diff('hour', min(t), max(t)) / 24 AS days, count(DISTINCT t) AS moments FROM (SELECT ${column.asTime} AS t ${from(table)})`,
  );

/** @returns null when the column has no value that reads as a time */
export function readSpan(column: Column, result: Result): Span | null {
  const row = result.rows[0];
  const [first, last, days] = [text(row, "first"), text(row, "last"), num(row, "days")];
  if (first === null || last === null || days === null) return null;
  return { column, first, last, n: num(row, "n") ?? 0, days, moments: num(row, "moments") ?? 0 };
}

/** The period that gives a line of roughly 6 to 100 points. */
export function periodFor({ column, days }: Span): Period {
  if (column.yearly || days > 365 * 7) return "year";
  if (days > 150) return "month";
  if (days > 60) return "week";
  return days > 3 ? "day" : "hour";
}

/** Rows and the mean of some measures for each period, in order. */
export function trendQuery(table: Table, span: Span, period: Period, columns: readonly Column[]): string {
  const names = columns.map((_, i) => `m${i + 1}`);
  const selected = columns.map((column, i) => `, ${finite(column)} AS m${i + 1}`).join("");
  return explained(
    `${table.name} by ${period} of ${readable(span.column.name)}${columns.map((column, i) => `, m${i + 1} = mean ${column.name}`).join("")}`,
    `SELECT CAST(date_trunc('${period}', t) AS VARCHAR) AS period, count(*) AS n${names.map((name) => `, avg(${name}) AS ${name}`).join("")} FROM (SELECT ${span.column.asTime} AS t${selected} ${from(table)}) WHERE t IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT 150`,
  );
}

export type Point = { readonly period: string; readonly n: number; readonly value: number };
/** A series over time; `measure` is NULL for the number of rows. */
export type Trend = {
  readonly span: Span;
  readonly period: Period;
  readonly measure: Column | null;
  readonly points: readonly Point[];
};

const label = (stamp: string, period: Period): string =>
  period === "year"
    ? stamp.slice(0, 4)
    : period === "month"
      ? stamp.slice(0, 7)
      : period === "hour"
        ? stamp.slice(0, 16)
        : stamp.slice(0, 10);

export function readTrends(span: Span, period: Period, columns: readonly Column[], result: Result): Trend[] {
  const complete = completeRows(result);
  const series = (measure: Column | null, name: string): Trend => ({
    span,
    period,
    measure,
    points: complete.flatMap((row) => {
      const [stamp, value] = [text(row, "period"), num(row, name)];
      return stamp === null || value === null ? [] : [{ period: label(stamp, period), n: num(row, "n") ?? 0, value }];
    }),
  });
  return [...columns.map((column, i) => series(column, `m${i + 1}`)), series(null, "n")].filter(
    ({ points }) => points.length >= 3,
  );
}

/** Leaves out the first and last periods that hold far fewer rows than is usual: they have hardly begun, or not ended. */
function completeRows({ rows }: Result): readonly Row[] {
  const sizes = rows.map((row) => num(row, "n") ?? 0).sort((a, b) => a - b);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const isWhole = (row: Row): boolean => (num(row, "n") ?? 0) >= usual * 0.5;
  return rows.slice(Math.max(0, rows.findIndex(isWhole)), rows.findLastIndex(isWhole) + 1);
}

/** What the report says of a series: where it began and ended, its highest and lowest point. */
/** How much a series goes one way, 0 to 1: only ranks findings, no report states it. */
export function steadiness({ points }: Trend): number {
  const steps = points.slice(1).map((point, i) => point.value - (points[i]?.value ?? point.value));
  const travelled = steps.reduce((sum, step) => sum + Math.abs(step), 0);
  return travelled === 0 ? 0 : Math.abs(steps.reduce((sum, step) => sum + step, 0)) / travelled;
}

export function ends({ points }: Trend): { first: Point; last: Point; peak: Point; trough: Point } | null {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const peak = points.reduce((best, point) => (point.value > best.value ? point : best), first);
  const trough = points.reduce((best, point) => (point.value < best.value ? point : best), first);
  return { first, last, peak, trough };
}
