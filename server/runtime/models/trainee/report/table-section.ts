import { hasFences } from "../profile/numbers";
import { type Column, isFlag } from "../profile/table";
import { isClear } from "../relations/correlations";
import { groupName, isClearDifference } from "../relations/groups";
import { ends } from "../relations/trend";
import type { TableStudy } from "../study/study";
import {
  capitalize,
  cell,
  coefficient,
  columnName,
  count,
  measured as measuredText,
  number,
  percent,
  plain,
  quoted,
  whole,
} from "../words";
import { cite, table as markdownTable } from "./markdown";

/** A part of the report. Lower `weight` goes first when the report must be shortened. */
export type Section = { readonly weight: number; readonly text: string };

const ROLE_NAMES: Record<Column["role"], string> = {
  id: "identifier",
  category: "category",
  number: "number",
  time: "date",
  text: "text",
  boolean: "yes/no",
  empty: "empty",
  constant: "one value only",
  nested: "nested data",
};

/** The chapters about one table. `depth` is the heading level. */
export function tableSections(study: TableStudy, depth: string): Section[] {
  return [columnsSection, numbersSection, categoriesSection, relationsSection, trendSection, outliersSection]
    .map((section) => section(study, depth))
    .filter((section) => section !== null);
}

const bound = (column: Column, value: string): string =>
  column.role === "number" ? number(Number(value)) : cell(value);

function columnsSection({ table, cites }: TableStudy, depth: string): Section {
  const duplicates =
    table.duplicates === null
      ? ""
      : table.duplicates === 0
        ? ", no row twice"
        : `, ${count(table.duplicates, "duplicate row")}`;
  const rows = table.columns.map((column) => [
    columnName(column.name),
    ROLE_NAMES[column.role] + (column.fromText ? " (stored as text)" : column.yearly ? " (years)" : ""),
    plain(column.sqlType.toLowerCase(), 24),
    column.missing === 0 ? "0" : `${whole(column.missing)} (${percent(column.missing / Math.max(1, table.rows))})`,
    whole(column.kinds),
    column.low === null || column.role === "id"
      ? ""
      : column.yearly
        ? `${column.low} to ${column.high}`
        : `${bound(column, column.low)} to ${bound(column, column.high ?? "")}`,
  ]);
  return {
    weight: 6,
    text: [
      `${depth} Columns`,
      `${count(table.rows, "row")}, ${count(table.columnCount, "column")}${duplicates} ${cite(cites.shape, cites.columns, cites.texts)}.`,
      markdownTable(["Column", "Role", "Type", "Missing", "Distinct", "Range"], rows, [
        false,
        false,
        false,
        true,
        true,
        false,
      ]),
    ].join("\n\n"),
  };
}

function numbersSection({ measured }: TableStudy, depth: string): Section | null {
  const { items, number: source } = measured.distributions;
  if (items.length === 0) return null;
  const rows = items.map((d) => [
    columnName(d.column.name),
    ...[d.min, d.q1, d.median].map(d.column.integer ? number : measuredText),
    measuredText(d.mean),
    ...[d.q3, d.max].map(d.column.integer ? number : measuredText),
    d.sd === null ? "–" : number(d.sd),
    hasFences(d) ? `${whole(d.below + d.above)} (${percent((d.below + d.above) / d.n)})` : "–",
  ]);
  return {
    weight: 5,
    text: [
      `${depth} Numbers`,
      `Quartiles, mean and standard deviation (SD); outliers lie more than 1.5 interquartile ranges outside the quartiles ${cite(source)}.`,
      markdownTable(["Column", "Min", "25%", "Median", "Mean", "75%", "Max", "SD", "Outliers"], rows, [
        false,
        true,
        true,
        true,
        true,
        true,
        true,
        true,
        true,
      ]),
    ].join("\n\n"),
  };
}

function categoriesSection({ measured }: TableStudy, depth: string): Section | null {
  const { items, number: source } = measured.levels;
  const rows = items
    .filter(({ top }) => top.length > 0)
    .map(({ column, top }) => {
      const shown = top
        .slice(0, 6)
        .map(({ value, n }) => `${plain(value, 40)} ${percent(n / Math.max(1, column.present))} (${whole(n)})`);
      const rest = column.kinds - shown.length;
      return [columnName(column.name), `${shown.join("; ")}${rest > 0 ? `; ${whole(rest)} more` : ""}`];
    });
  if (rows.length === 0) return null;
  return {
    weight: 4,
    text: [
      `${depth} Categories`,
      `Most frequent values, as shares of the rows that have one ${cite(source)}.`,
      markdownTable(["Column", "Values"], rows),
    ].join("\n\n"),
  };
}

function relationsSection({ measured, deepened }: TableStudy, depth: string): Section | null {
  const parts: string[] = [];
  const pairs = measured.correlations.items.filter(isClear).slice(0, 8);
  if (pairs.length > 0) {
    const rows = pairs.map(({ a, b, r, n }) => [columnName(a.name), columnName(b.name), coefficient(r), whole(n)]);
    parts.push(
      `Numbers with numbers (Pearson correlation) ${cite(measured.correlations.number)}:`,
      markdownTable(["", "", "r", "Rows"], rows, [false, false, true, true]),
    );
  }
  const differences = measured.differences.items.filter(isClearDifference).slice(0, 8);
  if (differences.length > 0) {
    const rows = differences.map(({ grouping, measure, groups, n, eta2 }) => [
      capitalize(plain(groupName(grouping))),
      columnName(measure.name),
      whole(groups),
      percent(eta2),
      whole(n),
    ]);
    parts.push(
      `Numbers between groups (eta²: the share of a number's variation that the groups account for) ${cite(measured.differences.number)}:`,
      markdownTable(["Groups", "Number", "Groups compared", "eta²", "Rows"], rows, [false, false, true, true, true]),
    );
  }
  for (const { difference, means, number: source } of deepened.means.slice(0, 3)) {
    const show = (value: number): string => (isFlag(difference.measure) ? percent(value) : measuredText(value));
    const rows = means
      .slice(0, 12)
      .map(({ value, n, mean, median }) => [
        plain(value, 40),
        whole(n),
        show(mean),
        ...(isFlag(difference.measure) ? [] : [measuredText(median)]),
      ]);
    const heads = [
      capitalize(plain(groupName(difference.grouping))),
      "Rows",
      isFlag(difference.measure) ? "Share" : "Mean",
      ...(isFlag(difference.measure) ? [] : ["Median"]),
    ];
    const more = means.length > 12 ? ` (12 of ${means.length} groups)` : "";
    parts.push(
      `${capitalize(columnName(difference.measure.name))} by ${plain(groupName(difference.grouping))}${more} ${cite(source)}:`,
      markdownTable(heads, rows, [false, true, true, true]),
    );
  }
  const associations = measured.associations.items.filter(({ corrected }) => corrected >= 0.1).slice(0, 6);
  if (associations.length > 0) {
    const rows = associations.map(({ a, b, corrected, nested, n }) => [
      columnName(a.name),
      columnName(b.name),
      coefficient(corrected),
      nested ? "one determines the other" : "",
      whole(n),
    ]);
    parts.push(
      `Categories with categories (Cramér's V, corrected for chance) ${cite(measured.associations.number)}:`,
      markdownTable(["", "", "V", "", "Rows"], rows, [false, false, true, false, true]),
    );
  }
  if (parts.length === 0) return null;
  return {
    weight: 3,
    text: [`${depth} Relations`, "Relations show what goes together, not what causes what.", ...parts].join("\n\n"),
  };
}

const LISTED_PERIODS = 14;

function trendSection({ deepened, measured }: TableStudy, depth: string): Section | null {
  const [first] = deepened.trends;
  if (!first) return null;
  const { span } = first;
  const rows = deepened.trends.flatMap((trend) => {
    const points = ends(trend);
    if (!points) return [];
    const name = trend.measure ? `Mean ${columnName(trend.measure.name)}` : "Rows";
    const at = ({ period, value }: { period: string; value: number }): string =>
      `${trend.measure ? measuredText(value) : whole(value)} (${period})`;
    return [[name, at(points.first), at(points.last), at(points.peak), at(points.trough)]];
  });
  const short =
    first.points.length <= LISTED_PERIODS
      ? [
          markdownTable(
            [
              capitalize(first.period),
              "Rows",
              ...deepened.trends
                .filter(({ measure }) => measure)
                .map(({ measure }) => `Mean ${columnName(measure?.name ?? "")}`),
            ],
            first.points.map(({ period, n }, i) => [
              period,
              whole(n),
              ...deepened.trends
                .filter(({ measure }) => measure)
                .map(({ points }) => measuredText(points[i]?.value ?? Number.NaN)),
            ]),
            [false, true, true, true, true],
          ),
        ]
      : [];
  const dates = (stamp: string): string => (span.column.yearly ? stamp.slice(0, 4) : stamp.slice(0, 10));
  return {
    weight: 4,
    text: [
      `${depth} Over time`,
      `${capitalize(columnName(span.column.name))} runs from ${dates(span.first)} to ${dates(span.last)} ${cite(measured.spans[0]?.number ?? null)}; values by ${first.period} ${cite(first.number)}. A ${first.period} at either end with less than half the usual number of rows is left out.`,
      markdownTable(["", `First ${first.period}`, `Last ${first.period}`, "Highest", "Lowest"], rows),
      ...short,
    ].join("\n\n"),
  };
}

function outliersSection({ deepened, table }: TableStudy, depth: string): Section | null {
  if (deepened.extremes.length === 0) return null;
  const lines = deepened.extremes.map(({ distribution: d, label, rows, number: source }) => {
    const spread = d.q3 - d.q1;
    const named = rows.map(({ label: name, x }) =>
      label && name !== null ? `${number(x)} (${quoted(name.replace(/ 00:00:00$/, ""))})` : number(x),
    );
    return `- **${capitalize(columnName(d.column.name))}**: ${[...(d.below > 0 ? [`${count(d.below, "value")} below ${measuredText(d.q1 - 1.5 * spread)}`] : []), ...(d.above > 0 ? [`${count(d.above, "value")} above ${measuredText(d.q3 + 1.5 * spread)}`] : [])].join(" and ")}. Farthest out: ${named.join(", ")} ${cite(source)}.`;
  });
  const label = deepened.extremes[0]?.label;
  return {
    weight: 2,
    text: [
      `${depth} Unusual values`,
      `Unusual is not wrong: look at these ${table.name ? "rows" : ""} before you trust or drop them.${label ? ` In brackets: ${columnName(label.name)}.` : ""}`,
      lines.join("\n"),
    ].join("\n\n"),
  };
}
