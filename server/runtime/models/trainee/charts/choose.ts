import type { JsonObject } from "../../port";
import { type Column, isFlag, type Table } from "../profile/table";
import { isClear } from "../relations/correlations";
import { groupName } from "../relations/groups";
import { chosenAssociations, chosenDifferences } from "../study/deepen";
import type { Measured } from "../study/measure";
import { readable } from "../words";
import { countBars, groupBars, histogram, scatter, stackedShares, trendLine } from "./specs";

/** A chart to draw. `topic` tells the report where it belongs. */
export type ChartPlan = {
  readonly path: string;
  readonly caption: string;
  readonly topic: "distribution" | "relation" | "group" | "trend" | "category";
  readonly spec: JsonObject;
};

const COLOURS = 6;
/** Two numbers that are one and the same need no picture. */
const SAME = 0.995;

/** Two to four charts: the trend, the strongest difference, the strongest correlation, and one distribution. */
export function chooseCharts(
  table: Table,
  measured: Measured,
  numbers: readonly Column[],
  limit: number,
  prefix: string,
): ChartPlan[] {
  if (table.rows < 3) return [];
  const differences = chosenDifferences(measured).filter(({ groups }) => groups <= 20);
  const colour = colouring(measured);
  const plans: Omit<ChartPlan, "path">[] = [];
  const main = numbers.find((column) => column.kinds > 5 && !isFlag(column));
  const span = measured.spans.find(({ moments, days, column }) => moments >= 4 && (days > 0 || column.yearly));

  const strongest = differences.find(({ grouping }) => grouping.part === "value");
  if (strongest)
    plans.push({
      topic: "group",
      caption: `Mean ${readable(strongest.measure.name)} by ${groupName(strongest.grouping)}`,
      spec: groupBars(table, strongest),
    });
  const pair = measured.correlations.items.find(
    (c) => isClear(c) && Math.abs(c.r) < SAME && c.a.kinds > 8 && c.b.kinds > 8,
  );
  if (pair)
    plans.push({
      topic: "relation",
      caption: `${readable(pair.b.name)} against ${readable(pair.a.name)}`,
      spec: scatter(table, pair, colour),
    });
  if (span) {
    const repeats = span.n / Math.max(1, span.moments);
    const lines = repeats >= 1.8 ? panelGroup(table, repeats) : null;
    plans.push({
      topic: "trend",
      caption: `${main ? `Mean ${readable(main.name)}` : "Rows"} over time`,
      spec: trendLine(table, span, main ?? null, lines),
    });
  }
  const season = differences.find(({ grouping }) => grouping.part === "month");
  if (season && plans.length < 3)
    plans.push({
      topic: "group",
      caption: `Mean ${readable(season.measure.name)} by calendar month`,
      spec: groupBars(table, season),
    });
  const shape =
    measured.distributions.items.find(({ column }) => column === main) ??
    measured.distributions.items.find(({ column }) => column.kinds > 5);
  if (shape && shape.max > shape.min)
    plans.push({
      topic: "distribution",
      caption: `Distribution of ${readable(shape.column.name)}`,
      spec: histogram(table, shape),
    });
  const crossed = chosenAssociations(measured)[0];
  if (crossed && plans.length < limit)
    plans.push({
      topic: "category",
      caption: `${readable(crossed.b.name)} within ${readable(crossed.a.name)}`,
      spec: stackedShares(table, crossed.a, crossed.b),
    });
  const counted = measured.levels.items.find(
    ({ column }) => column.kinds >= 2 && column.kinds <= 50 && column.role === "category",
  );
  if (counted && plans.length < 2)
    plans.push({
      topic: "category",
      caption: `Rows by ${readable(counted.column.name)}`,
      spec: countBars(table, counted.column),
    });
  return plans.slice(0, limit).map((plan, i) => ({ ...plan, path: `chart-${prefix}${i + 1}-${plan.topic}` }));
}

/** The category that separates the measures best, if it has few enough values for colours. */
const colouring = (measured: Measured): Column | null =>
  chosenDifferences(measured).find(({ grouping }) => grouping.part === "value" && grouping.column.kinds <= COLOURS)
    ?.grouping.column ?? null;

/** In a panel (several rows a date) the lines belong to the category that has about that many values. */
const panelGroup = (table: Table, repeats: number): Column | null =>
  table.columns.find(
    ({ role, kinds }) => role === "category" && kinds >= 2 && kinds <= COLOURS && kinds <= repeats * 1.5 + 1,
  ) ?? null;
