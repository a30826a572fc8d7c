import { type Column, isFlag, isGroup, labelOf, type Table } from "../profile/table";
import { readable } from "../words";
import type { Ask, AskGroup, Filter, Understood, ValueHit } from "./ask";
import { readFact } from "./facts";
import { comparisonFilters, hinted, valueFilters, yesFilter } from "./filters";
import { findGroups, findWinner, groupAt } from "./grouping";
import { ADJECTIVES, AGGREGATES, type Aggregate, FILLERS, NUMBER_WORDS, OUT_OF_REACH, REPORT_WORK } from "./lexicon";
import { likeness, meaningful, type Mention } from "./match";
import { Reading } from "./reading";
import { isAsking } from "./split";
import { timeFilters, timePart } from "./times";
import { stem } from "./tokens";

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

type Found = { readonly at: number; readonly aggregate: Aggregate; readonly hints: readonly string[] };

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
  const compares = values.filter(({ column, sql }) => sql.includes(" IN (") && !grouped.some((g) => g.column === column));
  const groups = [...grouped, ...compares.map(({ column }): AskGroup => ({ kind: "column", column }))].slice(0, 3);
  const who = /^(who|what|which)$/.test(reading.word(0)) && first.hints.length > 0 ? labelOf(table) : null;
  if (who && groups.length === 0) {
    return finish(reading, { ...base, aggregate: first.aggregate, measure, filters, groups: [{ kind: "column", column: who }], rank: { direction: first.aggregate === "min" ? "asc" : "desc", limit: 5, winner: true } });
  }
  return finish(reading, { ...base, aggregate: innerAggregate(order), measure, filters, groups, rank: null });
}

/** Aggregate words outside the names of columns; inside one only if there is no other. */
function findAggregates(reading: Reading): Found[] {
  const all = reading.words.flatMap(({ lower }, at): Found[] => {
    const adjective = ADJECTIVES.get(lower);
    if (adjective && reading.word(at + 1) !== "than") return [{ at, ...adjective }];
    const aggregate = AGGREGATES.get(lower);
    if (!aggregate || isOrdinaryUse(reading, at)) return [];
    return [{ at, aggregate, hints: [] }];
  });
  const outside = all.filter(({ at }) => !reading.mentionAt(at) || reading.mentionAt(at)?.end === reading.mentionAt(at)?.start);
  return outside.length > 0 ? outside : all;
}

/** "at least 3", "the first class", "top 10", "the most common": words that aggregate elsewhere but not here. */
function isOrdinaryUse(reading: Reading, at: number): boolean {
  const [before, here, after] = [reading.word(at - 1), reading.word(at), reading.word(at + 1)];
  if ((here === "least" || here === "most") && before === "at") return true;
  if ((here === "first" || here === "last") && !/^(date|day|year|month|time|value|entry|record)s?$/.test(after)) return true;
  if (reading.values.some(({ start, end }) => start <= at && at < end)) return true;
  return here === "rate" && reading.mentionAt(at) !== undefined && reading.mentionAt(at)?.start === at;
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
  return finish(reading, { clause: reading.clause, table, aggregate: "avg", measure, other: null, groups: [], filters, part: [], rank: null, notes: [] });
}

type Counting = "count" | "distinct" | "share";

function findCounting(reading: Reading): Counting | null {
  const many = reading.words.findIndex(({ lower }, i) => (lower === "how" && reading.word(i + 1) === "many") || (lower === "number" && reading.word(i + 1) === "of"));
  const plain = reading.words.findIndex(({ lower }, i) => lower === "count" && !reading.mentionAt(i));
  const at = many >= 0 ? many : plain;
  const distinct = reading.find(/^(distinct|unique|different)$/);
  if (at >= 0) {
    reading.use(at, many >= 0 ? at + 2 : at + 1);
    return distinct >= 0 ? "distinct" : "count";
  }
  return distinct >= 0 && reading.mentions.length > 0 ? "distinct" : null;
}

/** "top 5", "five highest", "bottom 3". */
function findTop(reading: Reading): { limit: number; direction: "desc" | "asc"; end: number } | null {
  const numberAt = (i: number): number | null => reading.words[i]?.number ?? NUMBER_WORDS.get(reading.word(i)) ?? null;
  for (let i = 0; i < reading.words.length; i += 1) {
    const here = reading.word(i);
    const next = numberAt(i + 1);
    if (/^(top|bottom)$/.test(here)) {
      reading.use(i, next === null ? i + 1 : i + 2);
      return { limit: Math.min(50, Math.max(1, next ?? 5)), direction: here === "top" ? "desc" : "asc", end: next === null ? i + 1 : i + 2 };
    }
    const count = numberAt(i);
    const aggregate = AGGREGATES.get(reading.word(i + 1)) ?? ADJECTIVES.get(reading.word(i + 1))?.aggregate;
    if (count !== null && count > 1 && count <= 50 && (aggregate === "max" || aggregate === "min")) {
      reading.use(i, i + 1);
      return { limit: count, direction: aggregate === "max" ? "desc" : "asc", end: i + 2 };
    }
  }
  return null;
}

type Base = Pick<Ask, "clause" | "table" | "other" | "notes"> & { readonly part: Filter[]; readonly filters: readonly Filter[] };

const numbers = (reading: Reading): Mention[] =>
  reading.mentions.filter((mention) => mention.column.asNumber !== null && mention.column.role !== "time" && mention.column.role !== "id" && reading.isFree(mention));

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
  found.find(({ aggregate }) => aggregate !== "max" && aggregate !== "min" && aggregate !== "count")?.aggregate ?? found[0]?.aggregate ?? "avg";

const TOTALLED = /sales|revenue|amount|total|profit|quantity|qty|units|cost|volume|deaths|cases|votes|gross|count|spend|budget|precipitation|rain/i;

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
  const perGroup = group.kind === "column" ? measure.present / Math.max(1, group.column.kinds) : group.part === "day" ? 1 : Number.POSITIVE_INFINITY;
  const summed = (/^(most|least|fewest)$/.test(word) || group.kind === "time") && TOTALLED.test(measure.name);
  const single = perGroup <= 1.05;
  const inferred: Aggregate = single ? order.aggregate : summed ? "sum" : isFlag(measure) || perGroup > 20 ? "avg" : order.aggregate;
  if (!explicit && !single) {
    const saying = { avg: "average", sum: "total" }[inferred as "avg" | "sum"] ?? "single value";
    reading.notes.push(`I compared the groups by their ${inferred === "max" ? "highest " : inferred === "min" ? "lowest " : ""}${saying}`);
  }
  return finish(reading, { ...base, aggregate: explicit?.aggregate ?? inferred, measure, groups: [group], rank });
}

function readTop(reading: Reading, top: { limit: number; direction: "desc" | "asc"; end: number }, input: Base & { found: readonly Found[]; spanDays: number | null }): Ask | null {
  const { found, spanDays, ...base } = input;
  const timed = timePart(reading.word(top.end)) ? groupAt(reading, top.end, spanDays) : null;
  const free = reading.mentions.filter((mention) => reading.isFree(mention));
  const ranked = free.find(({ column, start }) => start >= top.end && !(column.role === "number" && !isGroup(column)));
  const by = reading.find(/^by$/, top.end);
  const measureMention = free.find(({ column, start }) => column.asNumber !== null && column.role !== "time" && start > Math.max(by, ranked?.end ?? 0) - 1 && column !== ranked?.column);
  const fallback = labelOf(reading.table);
  const column = ranked ? reading.take(ranked) : fallback;
  const group: AskGroup | null = timed?.group.kind === "time" ? timed.group : column ? { kind: "column", column } : null;
  if (!group) return null;
  const adjective = found.find(({ hints }) => hints.length > 0);
  const named = measureMention ?? free.find((m) => m.column.role === "number" && m !== ranked);
  const byRows = by >= 0 && /^(count|number|frequency|rows)$/.test(reading.word(by + 1));
  const measure = byRows ? null : named ? reading.take(named) : adjective ? hinted(reading, adjective.hints) : null;
  if (!ranked && group.kind === "column" && fallback) reading.notes.push(`I ranked by “${fallback.name}”`);
  const explicit = found.find(({ aggregate }) => ["avg", "sum", "median"].includes(aggregate))?.aggregate;
  const single = group.kind === "time" ? group.part === "day" : group.column.kinds >= group.column.present * 0.95;
  const aggregate: Aggregate = !measure ? "count" : (explicit ?? (single ? "max" : TOTALLED.test(measure.name) ? "sum" : "avg"));
  if (measure && !explicit && !single) reading.notes.push(`I ranked by the ${aggregate === "sum" ? "total" : "average"} of “${measure.name}” in each group`);
  return finish(reading, { ...base, aggregate, measure, groups: [group], rank: { direction: top.direction, limit: top.limit, winner: false } });
}

/** "How many passengers survived": a yes/no column named without a value means that it is so. */
function yesFilters(reading: Reading): Filter[] {
  return reading.mentions.flatMap((mention) => {
    if (!reading.isFree(mention)) return [];
    const filter = yesFilter(reading, mention.column);
    if (filter) reading.use(mention.start, mention.end);
    return filter ? [filter] : [];
  });
}

function readCount(reading: Reading, counting: Counting, base: Base & { groups: readonly AskGroup[] }): Ask | null {
  if (counting === "distinct") {
    const mention = reading.mentions.find((candidate) => reading.isFree(candidate));
    if (!mention) return null;
    return finish(reading, { ...base, aggregate: "distinct", measure: reading.take(mention), rank: null });
  }
  const filters = [...base.filters, ...yesFilters(reading)];
  const named = reading.mentions.find((mention) => reading.isFree(mention) && isListable(mention.column) && isPlural(reading, mention));
  const narrowed = filters.length > 0 || base.groups.length > 0;
  if (named && !narrowed) {
    reading.notes.push(`I counted the different values of “${named.column.name}”`);
    return finish(reading, { ...base, filters, aggregate: "distinct", measure: reading.take(named), rank: null });
  }
  if (named) reading.use(named.start, named.end);
  const noun = reading.words.findIndex((_, i) => !reading.used.has(i) && !FILLERS.has(reading.word(i)));
  if (noun >= 0) reading.use(noun);
  const compares = filters.filter(({ column, sql }) => sql.includes(" IN (") && !base.groups.some((g) => g.column === column));
  const groups = [...base.groups, ...compares.map(({ column }): AskGroup => ({ kind: "column", column }))];
  return finish(reading, { ...base, filters, groups, aggregate: "count", measure: null, rank: null });
}

const isListable = (column: Column): boolean => ["category", "text", "id"].includes(column.role) || (isGroup(column) && !isFlag(column));

const isPlural = (reading: Reading, { start, end }: Mention): boolean =>
  reading.words.slice(start, end).some(({ lower }) => /s$/.test(lower)) && start <= 4;

/** The part comes from the values named before the group or the whole ("share of women", "percentage who survived"). */
function readShare(reading: Reading, base: Base & { groups: readonly AskGroup[] }): Ask | null {
  const yes = yesFilters(reading);
  const among = reading.find(/^(among|amongst|within|for|in)$/);
  const wholeFrom = (filter: Filter): boolean =>
    among >= 0 && reading.values.some(({ column, start }) => column === filter.column && start > among) && base.filters.length + yes.length > 1;
  const part = [...yes, ...(yes.length > 0 ? [] : base.filters.filter((filter) => !wholeFrom(filter) && filter.column.role !== "time"))];
  const filters = base.filters.filter((filter) => !part.includes(filter));
  if (part.length > 0) return finish(reading, { ...base, filters, part, aggregate: "share", measure: null, rank: null });
  const mention = reading.mentions.find((candidate) => reading.isFree(candidate) && isGroup(candidate.column));
  const groups = mention ? [...base.groups, { kind: "column", column: reading.take(mention) } as const] : base.groups;
  return groups.length > 0 ? finish(reading, { ...base, groups, aggregate: "share", measure: null, rank: null }) : null;
}

function readCorrelation(reading: Reading, base: Base): Ask | null {
  const [a, b] = numbers(reading);
  if (!a || !b) return null;
  return finish(reading, { ...base, aggregate: "corr", measure: reading.take(a), other: reading.take(b), groups: [], rank: null });
}

/** Adds what was left over: a word with content that nothing explains must not be passed over in silence. */
function finish(reading: Reading, ask: Ask): Ask {
  const known = new Set(meaningful(reading.table.name).map(stem));
  const columnWords = reading.table.columns.flatMap(({ name }) => meaningful(name));
  const left = reading.words.filter(({ lower, stem: s, number }, i) => {
    if (reading.used.has(i) || AGGREGATES.has(lower) || ADJECTIVES.has(lower)) return false;
    if (columnWords.some((named) => likeness(lower, named) > 0)) return false;
    return !FILLERS.has(lower) && !known.has(s) && (number !== null || isNamed(reading, i));
  });
  const notes = left.length > 0 ? [`I found nothing in the data for ${left.slice(0, 4).map(({ raw }) => `“${raw}”`).join(", ")}, so it did not narrow the answer`] : [];
  const dropped = reading.values.filter(({ column }) => ![...ask.filters, ...ask.part].some((filter) => filter.column === column));
  const unused = reading.mentions.filter((mention) => mention.score >= 1.2 && reading.isFree(mention) && mention.column !== ask.measure);
  if (unused[0]) notes.push(`“${unused[0].column.name}” was named but I could not use it`);
  const lost = dropped.length > 0 ? [`“${readable(dropped[0]?.column.name ?? "")}” was named but not used`] : [];
  return { ...ask, notes: [...reading.notes, ...notes, ...lost] };
}

/** Names and places: capitalized inside the sentence, or right after "in", "from", "at". */
const isNamed = (reading: Reading, i: number): boolean =>
  (i > 0 && /^\p{Lu}/u.test(reading.words[i]?.raw ?? "")) || /^(in|from|at|with|without|where|who|were|are)$/.test(reading.word(i - 1)) || reading.words[i]?.number !== null;
