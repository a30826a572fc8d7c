import type { Notebook } from "../notebook";
import { type Distribution, extremesQuery, hasFences, readExtremes } from "../profile/numbers";
import { type Column, isFlag, labelOf, type Table } from "../profile/table";
import { type Association, type Cell, crossQuery, isClearAssociation, readCells } from "../relations/associations";
import { type GroupDifference, type GroupMean, isClearDifference, meansQuery, readMeans } from "../relations/groups";
import { periodFor, readTrends, type Trend, trendQuery } from "../relations/trend";
import { plain, readable } from "../words";
import type { Measured } from "./measure";

/** Details of what turned out strongest. `number` is the query. */
export type Deepened = {
  readonly means: readonly {
    readonly difference: GroupDifference;
    readonly means: readonly GroupMean[];
    readonly number: number;
  }[];
  readonly crosses: readonly {
    readonly association: Association;
    readonly cells: readonly Cell[];
    readonly number: number;
  }[];
  readonly extremes: readonly {
    readonly distribution: Distribution;
    readonly label: Column | null;
    readonly rows: ReturnType<typeof readExtremes>;
    readonly number: number;
  }[];
  readonly trends: readonly (Trend & { readonly number: number })[];
};

const MEANS = 4;
const CROSSES = 2;
const EXTREMES = 3;
const TREND_MEASURES = 3;
const SMALL_TABLE_OF_CELLS = 12;

/** The clear differences worth a look, no measure more than twice. */
export function chosenDifferences({ differences, correlations }: Measured): GroupDifference[] {
  const chosen: GroupDifference[] = [];
  // Groups that are numbers themselves ("cylinders") repeat what a strong correlation already says.
  const repeats = ({ grouping, measure }: GroupDifference): boolean =>
    correlations.items.some(
      ({ a, b, r }) => Math.abs(r) > 0.8 && [a, b].includes(measure) && [a, b].includes(grouping.column),
    );
  for (const difference of differences.items.filter((item) => isClearDifference(item) && !repeats(item))) {
    const same = chosen.filter(({ measure }) => measure === difference.measure).length;
    if (same < 2 && chosen.length < MEANS) chosen.push(difference);
  }
  return chosen;
}

export const chosenAssociations = ({ associations }: Measured): Association[] =>
  associations.items
    .filter((association) => isClearAssociation(association) && !association.nested)
    .filter(({ a, b }) => a.kinds <= SMALL_TABLE_OF_CELLS && b.kinds <= SMALL_TABLE_OF_CELLS)
    .slice(0, CROSSES);

const withOutliers = ({ distributions }: Measured): Distribution[] =>
  distributions.items
    .filter((d) => hasFences(d) && d.below + d.above > 0 && !isFlag(d.column))
    .sort((a, b) => (b.below + b.above) / b.n - (a.below + a.above) / a.n)
    .slice(0, EXTREMES);

/** Which measures to follow over time: those that the table is most about. */
const followed = (numbers: readonly Column[]): Column[] => numbers.slice(0, TREND_MEASURES);

/** Asks the second round for a table. */
export function deepenTable(
  notebook: Notebook,
  table: Table,
  measured: Measured,
  numbers: readonly Column[],
): Deepened {
  const label = labelOf(table) ?? measured.spans[0]?.column ?? null;
  const name = plain(table.name);
  const asked = <T>(what: string, sql: string, read: (cited: NonNullable<ReturnType<Notebook["ask"]>>) => T): T[] => {
    const cited = notebook.ask(sql);
    if (notebook.errorOf(sql)) notebook.regret(`${what} in ${name} could not be computed.`);
    return cited ? [read(cited)] : [];
  };
  const span = measured.spans.find(({ days, moments, column }) => moments >= 3 && (days > 0 || column.yearly));
  const seasonal = chosenDifferences(measured).some(({ grouping }) => grouping.part === "month");
  // January against July says nothing about a trend: where there is a season, years are compared.
  const period = span && (seasonal && span.days > 1_000 ? "year" : periodFor(span));
  return {
    means: chosenDifferences(measured).flatMap((difference) =>
      asked(
        `${plain(readable(difference.measure.name))} by group`,
        meansQuery(table, difference),
        ({ result, number }) => ({ difference, means: readMeans(difference, result), number }),
      ),
    ),
    crosses: chosenAssociations(measured).flatMap((association) =>
      asked("A cross table", crossQuery(table, association), ({ result, number }) => ({
        association,
        cells: readCells(result),
        number,
      })),
    ),
    extremes: withOutliers(measured).flatMap((distribution) =>
      asked("Extreme rows", extremesQuery(table, distribution, label), ({ result, number }) => ({
        distribution,
        label,
        rows: readExtremes(result),
        number,
      })),
    ),
    trends:
      span && period
        ? asked("The trend", trendQuery(table, span, period, followed(numbers)), ({ result, number }) =>
            readTrends(span, period, followed(numbers), result).map((trend) => ({ ...trend, number })),
          ).flat()
        : [],
  };
}
