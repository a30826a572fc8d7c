import { type Distribution, hasFences } from "../profile/numbers";
import { isFlag } from "../profile/table";
import { type Correlation, isClear } from "../relations/correlations";
import { type GroupMean, groupName } from "../relations/groups";
import { ends, steadiness } from "../relations/trend";
import type { TableStudy } from "../study/study";
import {
  capitalize,
  coefficient,
  columnName,
  count,
  list,
  measured,
  number,
  percent,
  plain,
  quoted,
  readable,
  whole,
} from "../words";
import { cite } from "./markdown";

/** Something worth telling. `interest` ranks it, 0 to 1; `topic` links it to a chart. */
export type Finding = {
  readonly interest: number;
  readonly kind: "relation" | "group" | "category" | "trend" | "quality" | "shape";
  /** One sentence, Markdown-safe, without citation. */
  readonly text: string;
  /** What else belongs to it. */
  readonly more?: string;
  readonly source: string;
};

const PER_KIND = 3;
const SHOWN = 8;

/** What stands out in one table, most interesting first. */
export function findingsOf(study: TableStudy): Finding[] {
  const all = [
    ...correlationFindings(study),
    ...groupFindings(study),
    ...categoryFindings(study),
    ...trendFindings(study),
    ...qualityFindings(study),
    ...shapeFindings(study),
  ].sort((a, b) => b.interest - a.interest);
  const taken = new Map<string, number>();
  return all
    .filter(({ kind }) => {
      const before = taken.get(kind) ?? 0;
      taken.set(kind, before + 1);
      return before < PER_KIND;
    })
    .slice(0, SHOWN);
}

/** Cohen's words for a correlation's size, in plain English. */
const strength = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 0.9) return "very strongly";
  if (size >= 0.7) return "strongly";
  return size >= 0.4 ? "moderately" : "weakly";
};

function correlationFindings({ measured }: TableStudy): Finding[] {
  const { items, number: source } = measured.correlations;
  return items
    .filter(isClear)
    .slice(0, 6)
    .map((c) => ({
      interest: Math.abs(c.r) > 0.995 ? 0.45 : Math.abs(c.r) * 0.95,
      kind: "relation",
      text: correlationText(c),
      source: cite(source),
    }));
}

function correlationText({ a, b, r, n }: Correlation): string {
  const [x, y] = [columnName(a.name), columnName(b.name)];
  if (Math.abs(r) > 0.995)
    return `${capitalize(x)} and ${y} carry almost the same information (r = ${r.toFixed(3)}, ${count(n, "row")}): one of them may be computed from the other.`;
  const direction = r > 0 ? "rises" : "falls";
  return `${capitalize(y)} ${direction} ${strength(r)} with ${x} (correlation ${coefficient(r)}, ${count(n, "row")}).`;
}

const extreme = (means: readonly GroupMean[], better: (a: number, b: number) => boolean): GroupMean | undefined =>
  means.reduce<GroupMean | undefined>(
    (best, mean) => (best === undefined || better(mean.mean, best.mean) ? mean : best),
    undefined,
  );

function groupFindings({ measured: { differences }, deepened }: TableStudy): Finding[] {
  return deepened.means.flatMap(({ difference, means, number: source }): Finding[] => {
    const top = extreme(means, (a, b) => a > b);
    const bottom = extreme(means, (a, b) => a < b);
    if (!top || !bottom || top === bottom) return [];
    const { measure, grouping, eta2 } = difference;
    const share = isFlag(measure);
    const show = (value: number): string => (share ? percent(value) : measured(value));
    const name = columnName(measure.name);
    const small =
      Math.min(top.n, bottom.n) < 10
        ? ` Mind the small groups: ${count(top.n, "row")} and ${count(bottom.n, "row")}.`
        : "";
    const lead =
      grouping.part === "month"
        ? `${capitalize(name)} has a season: the monthly mean runs from ${show(bottom.mean)} in ${bottom.value} to ${show(top.mean)} in ${top.value}`
        : `${share ? `The share with ${name}` : `Mean ${name}`} differs by ${plain(groupName(grouping))}: from ${show(bottom.mean)} for ${quoted(bottom.value)} to ${show(top.mean)} for ${quoted(top.value)}`;
    return [
      {
        interest: Math.min(0.99, Math.sqrt(difference.corrected) * 1.02),
        kind: "group",
        text: `${lead}.`,
        more: `${capitalize(plain(groupName(grouping)))} accounts for ${percent(eta2)} of the variation.${small}`,
        source: cite(source, differences.number),
      },
    ];
  });
}

function categoryFindings({ table, measured, deepened }: TableStudy): Finding[] {
  const crossed = deepened.crosses.flatMap(({ association, cells, number: source }): Finding[] => {
    const telling = cells.filter(({ n }) => n >= 5).sort((x, y) => y.ofA - x.ofA)[0];
    if (!telling) return [];
    const [a, b] = [columnName(association.a.name), columnName(association.b.name)];
    return [
      {
        interest: association.corrected * 0.85,
        kind: "category",
        text: `${capitalize(a)} and ${b} go together (Cramér's V ${coefficient(association.corrected)}): of the rows with ${a} ${quoted(telling.a)}, ${percent(telling.ofA)} have ${b} ${quoted(telling.b)}.`,
        source: cite(source, measured.associations.number),
      },
    ];
  });
  const dominant = measured.levels.items.flatMap(({ column, top }): Finding[] => {
    const first = top[0];
    const share = first ? first.n / Math.max(1, column.present) : 0;
    if (!first || share < 0.6 || column.kinds < 3 || table.rows < 12) return [];
    return [
      {
        interest: 0.2 + share * 0.25,
        kind: "category",
        text: `${percent(share)} of the rows with a ${columnName(column.name)} have ${quoted(first.value)}; the other ${count(column.kinds - 1, "value")} share the rest.`,
        source: cite(measured.levels.number),
      },
    ];
  });
  return [...crossed, ...dominant];
}

function trendFindings({ deepened, measured: { distributions } }: TableStudy): Finding[] {
  return deepened.trends.flatMap((trend): Finding[] => {
    const points = ends(trend);
    if (!points || points.peak.value === points.trough.value) return [];
    const { first, last, peak, trough } = points;
    const name = trend.measure ? `mean ${columnName(trend.measure.name)}` : "number of rows";
    const range = Math.abs(peak.value - trough.value);
    if (!trend.measure && range < 0.2 * peak.value) return [];
    const spread = distributions.items.find(({ column }) => column === trend.measure)?.sd ?? 0;
    // A wobble far smaller than the spread between rows is no news.
    if (range < 0.2 * spread) return [];
    const show = trend.measure ? measured : whole;
    const moved = range > 0 ? Math.abs(last.value - first.value) / range : 0;
    // A percentage needs a true zero: temperatures below zero have none.
    const hasZero =
      !trend.measure || (distributions.items.find(({ column }) => column === trend.measure)?.min ?? -1) >= 0;
    const change =
      hasZero && first.value > 0 && last.value !== first.value
        ? ` (${last.value >= first.value ? "+" : "−"}${percent(Math.abs(last.value / first.value - 1))})`
        : "";
    return [
      {
        interest: (trend.measure ? 0.3 : 0.1) + 0.5 * moved * steadiness(trend),
        kind: "trend",
        text: `The ${name} went from ${show(first.value)} in ${first.period} to ${show(last.value)} in ${last.period}${change}; its highest ${trend.period} is ${peak.period} (${show(peak.value)}), its lowest ${trough.period} (${show(trough.value)}).`,
        source: cite(trend.number),
      },
    ];
  });
}

const PLACEHOLDER = /^(?:[.?*-]+|n\/?a|nan|null|none|nil|unknown|missing|tbd|-?999+)$/i;

function qualityFindings({ table, cites, measured: { levels } }: TableStudy): Finding[] {
  const findings: Finding[] = [];
  const gaps = table.columns
    .filter(({ missing, role }) => role !== "empty" && missing > table.rows * 0.05)
    .sort((a, b) => b.missing - a.missing);
  if (gaps.length > 0) {
    const worst = gaps[0]?.missing ?? 0;
    const named = gaps.slice(0, 4).map(({ name, missing }) => `${columnName(name)} (${percent(missing / table.rows)})`);
    findings.push({
      interest: 0.3 + (0.5 * worst) / Math.max(1, table.rows),
      kind: "quality",
      text: `Values are missing in ${list(named)}${gaps.length > 4 ? ` and ${count(gaps.length - 4, "more column")}` : ""}.`,
      source: cite(cites.columns),
    });
  }
  // In a single column, equal values are what one expects.
  if (table.duplicates && table.columnCount > 1) {
    findings.push({
      interest: 0.5,
      kind: "quality",
      text: `${count(table.duplicates, "row")} (${percent(table.duplicates / table.rows)}) repeat${table.duplicates === 1 ? "s" : ""} another row exactly; check whether that is meant before adding anything up.`,
      source: cite(cites.shape),
    });
  }
  const placeholders = levels.items.flatMap(({ column, top }) =>
    top
      .filter(({ value }) => PLACEHOLDER.test(value))
      .map(({ value, n }) => `${quoted(value)} in ${columnName(column.name)} (${count(n, "row")})`),
  );
  if (placeholders.length > 0) {
    findings.push({
      interest: 0.38,
      kind: "quality",
      text: `Some values look like stand-ins for missing ones: ${list(placeholders.slice(0, 5))}. They are counted as values here.`,
      source: cite(levels.number),
    });
  }
  const idle = table.columns.filter(({ role }) => role === "empty" || role === "constant");
  if (idle.length > 0 && table.rows > 1) {
    findings.push({
      interest: 0.25,
      kind: "quality",
      text: `${capitalize(list(idle.slice(0, 6).map(({ name }) => columnName(name))))} ${idle.length === 1 ? "holds" : "hold"} no information: all values are missing or the same.`,
      source: cite(cites.columns),
    });
  }
  return findings;
}

/** "above 7.00", "below 1.20", "below 1.20 or above 7.00". */
function outsideOf({ q1, q3, below, above }: Distribution): string {
  const low = below > 0 ? [`below ${measured(q1 - 1.5 * (q3 - q1))}`] : [];
  const high = above > 0 ? [`above ${measured(q3 + 1.5 * (q3 - q1))}`] : [];
  return `${[...low, ...high].join(" or ")}, outside the usual range`;
}

function shapeFindings({ measured: { distributions } }: TableStudy): Finding[] {
  const { items, number: source } = distributions;
  return items
    .filter((d) => hasFences(d) && !isFlag(d.column))
    .flatMap((d): Finding[] => {
      const name = columnName(d.column.name);
      const outside = d.below + d.above;
      const skew = d.sd ? (d.mean - d.median) / d.sd : 0;
      const findings: Finding[] = [];
      if (outside / d.n >= 0.02) {
        findings.push({
          interest: 0.3 + Math.min(0.15, outside / d.n),
          kind: "shape",
          text: `${count(outside, "value")} of ${name} (${percent(outside / d.n)}) lie ${outsideOf(d)}; the values run from ${number(d.min)} to ${number(d.max)}.`,
          source: cite(source),
        });
      }
      if (Math.abs(skew) > 0.3) {
        findings.push({
          interest: 0.28 + Math.min(0.12, Math.abs(skew) / 10),
          kind: "shape",
          text: `${capitalize(readable(name))} is lopsided: the mean (${number(d.mean)}) is well ${skew > 0 ? "above" : "below"} the median (${number(d.median)}), so the median describes a typical row better.`,
          source: cite(source),
        });
      }
      return findings;
    });
}
