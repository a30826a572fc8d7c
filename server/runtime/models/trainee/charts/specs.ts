import type { JsonObject } from "../../port";
import { finite } from "../profile/long";
import type { Distribution } from "../profile/numbers";
import { type Column, isFlag, type Table } from "../profile/table";
import type { Correlation } from "../relations/correlations";
import { type GroupDifference, groupName, groupText } from "../relations/groups";
import { type Period, periodFor, type Span } from "../relations/trend";
import { ident } from "../sql";
import { capitalize, number, readable, shorten } from "../words";

/** Vega-Lite specs whose data the chart tool queries itself, so that a chart draws what the tables hold. */

const POINTS = 2_000;
const BINS = 20;

const titled = (name: string): string => capitalize(shorten(readable(name), 50));

/** Large numbers in thousands, millions and billions (the SI prefix for a billion is G); small ones as they are. */
const axisFormat = (largest: number): JsonObject =>
  Math.abs(largest) >= 10_000 ? { labelExpr: "replace(format(datum.value, '~s'), 'G', 'B')" } : {};

const labelFormat = (largest: number): string => {
  if (!Number.isFinite(largest) || largest === 0) return ",.3~r";
  return largest >= 1_000 ? ",.0f" : largest >= 100 ? ",.1f" : ",.2f";
};

/** A bin width a person would choose: 1, 2 or 5 times a power of ten, at least 1 for whole numbers. */
function binWidth({ min, max, column, q1, q3 }: Distribution): number {
  const inner = q3 > q1 ? Math.min(max - min, (q3 - q1) * 8) : max - min;
  const raw = inner / BINS;
  if (!(raw > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const nice = [1, 2, 5, 10].map((factor) => factor * power).find((width) => width >= raw) ?? raw;
  const width = column.integer ? Math.max(1, Math.round(nice)) : nice;
  return (max - min) / width > 200 ? (max - min) / 100 : width;
}

export function histogram(table: Table, d: Distribution): JsonObject {
  const width = binWidth(d);
  const name = titled(d.column.name);
  return {
    title: { text: `How ${readable(d.column.name)} is distributed`, subtitle: `Bars of width ${number(width)}` },
    data: {
      sql: `SELECT floor(x / ${width}) * ${width} AS low, floor(x / ${width}) * ${width} + ${width} AS high, count(*) AS n FROM (SELECT ${finite(d.column)} AS x FROM ${ident(table.name)}) WHERE x IS NOT NULL GROUP BY ALL ORDER BY low`,
    },
    mark: { type: "bar", binSpacing: 1, cornerRadiusEnd: 0 },
    encoding: {
      x: {
        field: "low",
        type: "quantitative",
        bin: { binned: true, step: width },
        title: name,
        axis: { tickCount: 10, ...axisFormat(d.max) },
      },
      x2: { field: "high" },
      y: { field: "n", type: "quantitative", title: "Rows", stack: null },
    },
  };
}

export function scatter(table: Table, { a, b }: Correlation, group: Column | null): JsonObject {
  const sampled = table.rows > POINTS ? ` USING SAMPLE reservoir(${POINTS} ROWS) REPEATABLE (1)` : "";
  const axis = (field: string, column: Column): JsonObject => ({
    field,
    type: "quantitative",
    title: titled(column.name),
    scale: { zero: false, nice: true },
    axis: axisFormat(Number(column.high)),
  });
  return {
    title: {
      text: `${titled(b.name)} against ${readable(a.name)}`,
      ...(sampled ? { subtitle: `A random sample of ${POINTS.toLocaleString("en")} rows` } : {}),
    },
    data: {
      sql: `SELECT * FROM (SELECT ${finite(a)} AS x, ${finite(b)} AS y${group ? `, ${group.asText} AS g` : ""} FROM ${ident(table.name)}) WHERE x IS NOT NULL AND y IS NOT NULL${sampled}`,
    },
    mark: { type: "point", opacity: 0.6 },
    encoding: {
      x: axis("x", a),
      y: axis("y", b),
      ...(group ? { color: { field: "g", type: "nominal", title: titled(group.name) } } : {}),
    },
  };
}

export function groupBars(table: Table, { grouping, measure }: GroupDifference): JsonObject {
  const share = isFlag(measure);
  const month = grouping.part === "month";
  const value = {
    field: "mean",
    type: "quantitative",
    title: share ? `Share with ${readable(measure.name)}` : `Mean ${readable(measure.name)}`,
    axis: share ? { format: ".0%" } : axisFormat(Number(measure.high)),
  };
  const label = {
    field: "v",
    type: "nominal",
    sort: null,
    title: month ? "Month" : titled(grouping.column.name),
    axis: { labelAngle: 0 },
  };
  const text = { field: "mean", type: "quantitative", format: share ? ".1%" : labelFormat(Number(measure.high)) };
  return {
    title: {
      text: `${share ? `Share with ${readable(measure.name)}` : `Mean ${readable(measure.name)}`} by ${month ? "month" : groupName(grouping)}`,
    },
    data: {
      sql: `SELECT ${month ? "monthname(make_date(2000, CAST(v AS INTEGER), 1))[1:3] AS v" : "v"}, mean FROM (SELECT v, avg(x) AS mean FROM (SELECT ${groupText(grouping)} AS v, ${finite(measure)} AS x FROM ${ident(table.name)}) WHERE v IS NOT NULL AND x IS NOT NULL GROUP BY v ORDER BY ${month ? "v" : "mean DESC, v"} LIMIT 20)`,
    },
    ...(month ? {} : { height: { step: 30 } }),
    encoding: month ? { x: label, y: value } : { y: label, x: value },
    layer: [
      { mark: { type: "bar" } },
      {
        mark: month ? { type: "text", baseline: "bottom", dy: -4 } : { type: "text", align: "left", dx: 5 },
        encoding: { text },
      },
    ],
  };
}

const TIME_FORMAT: Record<Period, string> = {
  hour: "%b %-d %H:%M",
  day: "%b %-d",
  week: "%b %-d %Y",
  month: "%b %Y",
  year: "%Y",
};

export function trendLine(table: Table, span: Span, measure: Column | null, group: Column | null): JsonObject {
  const period = periodFor(span);
  const value = measure ? `avg(x)` : "count(*)";
  const name = measure ? `Mean ${readable(measure.name)}` : "Rows";
  return {
    title: { text: `${name} by ${period}${group ? ` and ${readable(group.name)}` : ""}` },
    data: {
      sql: `SELECT strftime(date_trunc('${period}', t), '%Y-%m-%dT%H:%M:%S') AS period${group ? ", g" : ""}, ${value} AS value FROM (SELECT ${span.column.asTime} AS t${measure ? `, ${finite(measure)} AS x` : ""}${group ? `, ${group.asText} AS g` : ""} FROM ${ident(table.name)}) WHERE t IS NOT NULL${measure ? " AND x IS NOT NULL" : ""} GROUP BY ALL ORDER BY ALL`,
    },
    mark: { type: "line", point: span.days < 120 },
    encoding: {
      x: {
        field: "period",
        type: "temporal",
        title: titled(span.column.name),
        axis: { format: TIME_FORMAT[period], labelOverlap: true },
      },
      y: {
        field: "value",
        type: "quantitative",
        title: name,
        scale: { zero: !measure },
        axis: axisFormat(Number(measure?.high ?? table.rows)),
      },
      ...(group ? { color: { field: "g", type: "nominal", title: titled(group.name) } } : {}),
    },
  };
}

export function countBars(table: Table, column: Column): JsonObject {
  return {
    title: { text: `Rows by ${readable(column.name)}` },
    data: {
      sql: `SELECT v, count(*) AS n FROM (SELECT ${column.asText} AS v FROM ${ident(table.name)}) WHERE v IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT 15`,
    },
    height: { step: 30 },
    encoding: {
      y: { field: "v", type: "nominal", sort: null, title: titled(column.name) },
      x: { field: "n", type: "quantitative", title: "Rows" },
    },
    layer: [
      { mark: { type: "bar" } },
      {
        mark: { type: "text", align: "left", dx: 5 },
        encoding: { text: { field: "n", type: "quantitative", format: "," } },
      },
    ],
  };
}

/** One category within another: shares that add up to a whole. */
export function stackedShares(table: Table, a: Column, b: Column): JsonObject {
  return {
    title: { text: `${titled(b.name)} within ${readable(a.name)}` },
    data: {
      sql: `SELECT a, b, count(*) AS n FROM (SELECT ${a.asText} AS a, ${b.asText} AS b FROM ${ident(table.name)}) WHERE a IS NOT NULL AND b IS NOT NULL GROUP BY a, b ORDER BY a, b`,
    },
    height: { step: 34 },
    mark: { type: "bar" },
    encoding: {
      y: { field: "a", type: "nominal", title: titled(a.name) },
      x: { field: "n", type: "quantitative", stack: "normalize", title: "Share of rows", axis: { format: ".0%" } },
      color: { field: "b", type: "nominal", title: titled(b.name) },
    },
  };
}
