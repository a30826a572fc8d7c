import { type Column, isFlag, isGroup, labelOf, type Table } from "../profile/table";
import type { Ask, AskGroup, Filter, Understood, ValueHit } from "./ask";
import { type Counting, type Found, findAggregates, findCounting, findTop } from "./cues";
import { readFact } from "./facts";
import { comparisonFilters, hinted, valueFilters, yesFilter } from "./filters";
import { findGroups, findWinner, groupAt } from "./grouping";
import { finish } from "./leftovers";
import { type Aggregate, FILLERS, OUT_OF_REACH, REPORT_WORK } from "./lexicon";
import type { Mention } from "./match";
import { isListable, isPlural } from "./nouns";
import { Reading } from "./reading";
import { isAsking } from "./split";
import { timeFilters, timePart } from "./times";

export type Context = { readonly table: Table; readonly hits: readonly ValueHit[]; readonly spanDays: number | null };

/** Reads one request of the brief. NULL: it asks for nothing of its own, or for what every report contains. */
export function understand(clause: string, context: Context): Understood | null {
  const beyond = OUT_OF_REACH.find(({ pattern }) => pattern.test(clause));
  if (beyond) return { kind: "cannot", clause, reason: beyond.reason };
  const fact = readFact(clause, context.table);
  if (fact) return fact;
  const ask = readAsk(clause, context);
  if (ask) return { kind: "ask", ask };
  if (!isAsking(clause) || REPORT_WORK.test(clause)) return null;
  return { kind: "cannot", clause, reason: "I could not match it to a column and a calculation that I know" };
}

function readAsk(clause: string, { table, hits, spanDays }: Context): Ask | null {
  const reading = new Reading(clause, table, hits);
  const found = findAggregates(reading);
  const top = findTop(reading);
  const counting = findCounting(reading);
  if (found.length === 0 && !top && !counting) return readValue(reading, table);
  const values = valueFilters(reading.values);
  for (const { start, end } of reading.values) reading.use(start, end);
  const compared = comparisonFilters(reading);
  const timed = timeFilters(reading);
  const winner = top ? null : findWinner(reading, spanDays);
  const correlates = found.some(({ aggregate }) => aggregate === "corr");
  const grouped = top || correlates ? [] : findGroups(reading, spanDays);
  const filters = [...values, ...compared, ...timed];
  const base = { clause, table, other: null, part: [] as Filter[], notes: reading.notes };

  if (counting === "share" || (found.some(({ aggregate }) => aggregate === "share") && !top)) {
    return readShare(reading, { ...base, filters, groups: grouped });
  }
  if (correlates) return readCorrelation(reading, { ...base, filters });
  if (counting && !top) return readCount(reading, counting, { ...base, filters, groups: grouped });
  if (top) return readTop(reading, top, { ...base, filters, found, spanDays });
  if (winner) return readWinner(reading, winner.group, { ...base, filters, found });

  const order = found.filter(({ aggregate }) => aggregate !== "count" && aggregate !== "distinct");
  const first = order[0];
  if (!first) return null;
  const measure = findMeasure(reading, order);
  if (!measure) return null;
  const compares = values.filter(
    ({ column, sql }) => sql.includes(" IN (") && !grouped.some((g) => g.column === column),
  );
  const groups = [...grouped, ...compares.map(({ column }): AskGroup => ({ kind: "column", column }))].slice(0, 3);
  const asksForRow = /^(who|which)$/.test(reading.word(0)) || (reading.word(0) === "what" && first.hints.length > 0);
  const ranks = first.aggregate === "max" || first.aggregate === "min";
  const who = asksForRow && ranks ? labelOf(table) : null;
  if (who && groups.length === 0) {
    return finish(reading, {
      ...base,
      aggregate: first.aggregate,
      measure,
      filters,
      groups: [{ kind: "column", column: who }],
      rank: { direction: first.aggregate === "min" ? "asc" : "desc", limit: 5, winner: true },
    });
  }
  const narrowed = [...filters, ...yesFilters(reading)];
  return finish(reading, { ...base, aggregate: innerAggregate(order), measure, filters: narrowed, groups, rank: null });
}

/** "What was the population of Japan in 1980?": a number and a condition, but no calculation. */
function readValue(reading: Reading, table: Table): Ask | null {
  if (!/^(what|how)$/.test(reading.word(0))) return null;
  const values = valueFilters(reading.values);
  for (const { start, end } of reading.values) reading.use(start, end);
  const filters = [...values, ...timeFilters(reading)];
  const mention = numbers(reading)[0];
  if (!mention || filters.length === 0) return null;
  const measure = reading.take(mention);
  reading.notes.push("you named no calculation, so this is the average of the rows that fit");
  return finish(reading, {
    clause: reading.clause,
    table,
    aggregate: "avg",
    measure,
    other: null,
    groups: [],
    filters,
    part: [],
    rank: null,
    notes: [],
  });
}

type Base = Pick<Ask, "clause" | "table" | "other" | "notes"> & {
  readonly part: Filter[];
  readonly filters: readonly Filter[];
};

const numbers = (reading: Reading): Mention[] =>
  reading.mentions.filter(
    (mention) =>
      mention.column.asNumber !== null &&
      mention.column.role !== "time" &&
      mention.column.role !== "id" &&
      reading.isFree(mention),
  );

/** The column to aggregate: the first free number named after the aggregate word, else before it, else by the adjective. */
function findMeasure(reading: Reading, found: readonly Found[]): Column | null {
  const free = numbers(reading);
  const at = found[0]?.at ?? 0;
  const mention = free.find(({ end }) => end > at) ?? free.at(-1);
  if (mention) return reading.take(mention);
  const hints = found.flatMap(({ hints: words }) => words);
  if (hints.length > 0) {
    const column = hinted(reading, hints);
    if (column) reading.notes.push(`I read “${reading.words[at]?.raw ?? ""}” as “${column.name}”`);
    return column;
  }
  const time = reading.mentions.find((mention_) => mention_.column.role === "time" && reading.isFree(mention_));
  const ends = found.every(({ aggregate }) => aggregate === "min" || aggregate === "max");
  if (time && ends) return reading.take(time);
  const compared = reading.mentions.filter(({ column }) => column.role === "number").at(0);
  return compared && !isGroup(compared.column) ? compared.column : null;
}

/** "highest average fare" aggregates with the average; the other word ranks. */
const innerAggregate = (found: readonly Found[]): Aggregate =>
  found.find(({ aggregate }) => aggregate !== "max" && aggregate !== "min" && aggregate !== "count")?.aggregate ??
  found[0]?.aggregate ??
  "avg";

const TOTALLED =
  /sales|revenue|amount|total|profit|quantity|qty|units|cost|volume|deaths|cases|votes|gross|count|spend|budget|precipitation|rain/i;

function readWinner(reading: Reading, group: AskGroup, input: Base & { found: readonly Found[] }): Ask | null {
  const { found, ...base } = input;
  const order = found.find(({ aggregate }) => aggregate === "max" || aggregate === "min");
  if (!order) return null;
  const explicit = found.find(({ aggregate }) => !["max", "min", "count", "distinct", "share"].includes(aggregate));
  const common = reading.find(/^(common|frequent|popular|often|frequently|commonly|rare)$/);
  const measure = common >= 0 ? null : findMeasure(reading, explicit ? [...found].reverse() : found);
  const rank = { direction: order.aggregate === "min" ? "asc" : "desc", limit: 5, winner: true } as const;
  if (common >= 0) reading.use(common);
  const word = reading.word(order.at);
  if (!measure) {
    const counted = common >= 0 || word === "most" || word === "fewest" || word === "least";
    return counted ? finish(reading, { ...base, aggregate: "count", measure: null, groups: [group], rank }) : null;
  }
  const perGroup =
    group.kind === "column"
      ? measure.present / Math.max(1, group.column.kinds)
      : group.part === "day"
        ? 1
        : Number.POSITIVE_INFINITY;
  const summed = (/^(most|least|fewest)$/.test(word) || group.kind === "time") && TOTALLED.test(measure.name);
  const single = perGroup <= 1.05;
  const inferred: Aggregate = single
    ? order.aggregate
    : summed
      ? "sum"
      : isFlag(measure) || perGroup > 20
        ? "avg"
        : order.aggregate;
  if (!explicit && !single) {
    const saying = { avg: "average", sum: "total" }[inferred as "avg" | "sum"] ?? "single value";
    reading.notes.push(
      `I compared the groups by their ${inferred === "max" ? "highest " : inferred === "min" ? "lowest " : ""}${saying}`,
    );
  }
  return finish(reading, { ...base, aggregate: explicit?.aggregate ?? inferred, measure, groups: [group], rank });
}

function readTop(
  reading: Reading,
  top: { limit: number; direction: "desc" | "asc"; end: number },
  input: Base & { found: readonly Found[]; spanDays: number | null },
): Ask | null {
  const { found, spanDays, ...base } = input;
  const timed = timePart(reading.word(top.end)) ? groupAt(reading, top.end, spanDays) : null;
  const free = reading.mentions.filter((mention) => reading.isFree(mention));
  const ranked = free.find(({ column, start }) => start >= top.end && !(column.role === "number" && !isGroup(column)));
  const by = reading.find(/^by$/, top.end);
  const measureMention = free.find(
    ({ column, start }) =>
      column.asNumber !== null &&
      column.role !== "time" &&
      start > Math.max(by, ranked?.end ?? 0) - 1 &&
      column !== ranked?.column,
  );
  const fallback = labelOf(reading.table);
  const column = ranked ? reading.take(ranked) : fallback;
  const group: AskGroup | null =
    timed?.group.kind === "time" ? timed.group : column ? { kind: "column", column } : null;
  if (!group) return null;
  const adjective = found.find(({ hints }) => hints.length > 0);
  const named = measureMention ?? free.find((m) => m.column.role === "number" && m !== ranked);
  const byRows = by >= 0 && /^(count|number|frequency|rows)$/.test(reading.word(by + 1));
  const measure = byRows ? null : named ? reading.take(named) : adjective ? hinted(reading, adjective.hints) : null;
  if (!ranked && group.kind === "column" && fallback) reading.notes.push(`I ranked by “${fallback.name}”`);
  const explicit = found.find(({ aggregate }) => ["avg", "sum", "median"].includes(aggregate))?.aggregate;
  const single = group.kind === "time" ? group.part === "day" : group.column.kinds >= group.column.present * 0.95;
  const aggregate: Aggregate = !measure
    ? "count"
    : (explicit ?? (single ? "max" : TOTALLED.test(measure.name) ? "sum" : "avg"));
  if (measure && !explicit && !single)
    reading.notes.push(
      `I ranked by the ${aggregate === "sum" ? "total" : "average"} of “${measure.name}” in each group`,
    );
  return finish(reading, {
    ...base,
    aggregate,
    measure,
    groups: [group],
    rank: { direction: top.direction, limit: top.limit, winner: false },
  });
}

/** "How many passengers survived": a yes/no column named without a value means that it is so. */
function yesFilters(reading: Reading): Filter[] {
  return reading.mentions.flatMap((mention) => {
    if (!reading.isFree(mention)) return [];
    const filter = yesFilter(reading, mention.column);
    if (!filter) return [];
    const negated = [1, 2].find((back) =>
      /^(not|never|didn't|didn’t|don't|don’t|wasn't|weren't)$/.test(reading.word(mention.start - back)),
    );
    reading.use(mention.start - (negated ?? 0), mention.end);
    return [negated === undefined ? filter : { ...filter, sql: `NOT (${filter.sql})`, words: `not ${filter.words}` }];
  });
}

function readCount(reading: Reading, counting: Counting, base: Base & { groups: readonly AskGroup[] }): Ask | null {
  if (counting === "distinct") {
    const mention = reading.mentions.find((candidate) => reading.isFree(candidate));
    if (!mention) return null;
    return finish(reading, { ...base, aggregate: "distinct", measure: reading.take(mention), rank: null });
  }
  const filters = [...base.filters, ...yesFilters(reading)];
  const named = reading.mentions.find(
    (mention) => reading.isFree(mention) && isListable(mention.column) && isPlural(reading, mention),
  );
  const narrowed = filters.length > 0 || base.groups.length > 0;
  if (named && !narrowed) {
    reading.notes.push(`I counted the different values of “${named.column.name}”`);
    return finish(reading, { ...base, filters, aggregate: "distinct", measure: reading.take(named), rank: null });
  }
  if (named) reading.use(named.start, named.end);
  const noun = reading.words.findIndex((_, i) => !reading.used.has(i) && !FILLERS.has(reading.word(i)));
  if (noun >= 0) reading.use(noun);
  const compares = filters.filter(
    ({ column, sql }) => sql.includes(" IN (") && !base.groups.some((g) => g.column === column),
  );
  const groups = [...base.groups, ...compares.map(({ column }): AskGroup => ({ kind: "column", column }))];
  return finish(reading, { ...base, filters, groups, aggregate: "count", measure: null, rank: null });
}

/** The part comes from the values named before the group or the whole ("share of women", "percentage who survived"). */
function readShare(reading: Reading, base: Base & { groups: readonly AskGroup[] }): Ask | null {
  const yes = yesFilters(reading);
  const among = reading.find(/^(among|amongst|within|for|in)$/);
  const wholeFrom = (filter: Filter): boolean =>
    among >= 0 &&
    reading.values.some(({ column, start }) => column === filter.column && start > among) &&
    base.filters.length + yes.length > 1;
  const part = [
    ...yes,
    ...(yes.length > 0 ? [] : base.filters.filter((filter) => !wholeFrom(filter) && filter.column.role !== "time")),
  ];
  const filters = base.filters.filter((filter) => !part.includes(filter));
  if (part.length > 0)
    return finish(reading, { ...base, filters, part, aggregate: "share", measure: null, rank: null });
  const mention = reading.mentions.find((candidate) => reading.isFree(candidate) && isGroup(candidate.column));
  const groups = mention ? [...base.groups, { kind: "column", column: reading.take(mention) } as const] : base.groups;
  return groups.length > 0 ? finish(reading, { ...base, groups, aggregate: "share", measure: null, rank: null }) : null;
}

function readCorrelation(reading: Reading, base: Base): Ask | null {
  const [a, b] = numbers(reading);
  if (!a || !b) return null;
  return finish(reading, {
    ...base,
    aggregate: "corr",
    measure: reading.take(a),
    other: reading.take(b),
    groups: [],
    rank: null,
  });
}
