import { type Brief, mentionedFirst, mentions } from "../brief";
import type { Notebook } from "../notebook";
import { categoriesQuery, type Levels, listedCategories, readCategories } from "../profile/categories";
import { type Distribution, numbersQuery, profiled, readNumbers } from "../profile/numbers";
import { type Column, comparableGroups, isFlag, measures, type Table, times } from "../profile/table";
import { type Association, associated, associationsQuery, readAssociations } from "../relations/associations";
import { type Correlation, correlated, correlationsQuery, readCorrelations } from "../relations/correlations";
import {
  comparedGroups,
  comparedMeasures,
  GROUP_KINDS,
  type GroupDifference,
  type Grouping,
  groupsQuery,
  readGroups,
} from "../relations/groups";
import { readSpan, type Span, spanQuery } from "../relations/trend";
import { plain } from "../words";

/** Numbers with the query that they come from. */
type Sourced<T> = { readonly items: readonly T[]; readonly number: number };

/** What one round of queries says of a table. A part that failed is empty and regretted. */
export type Measured = {
  readonly distributions: Sourced<Distribution>;
  readonly levels: Sourced<Levels>;
  readonly correlations: Sourced<Correlation>;
  readonly differences: Sourced<GroupDifference>;
  readonly associations: Sourced<Association>;
  readonly spans: readonly (Span & { readonly number: number })[];
};

const NONE = { items: [], number: 0 };
const LONG_SPAN_DAYS = 700;
const TIME_CAP = 3;

/** Latitude and the like locate; their averages say little. */
const isCoordinate = ({ name }: Column): boolean => /^(lat|lon|lng|long|latitude|longitude)$/i.test(name);

/** The numbers of a table, most interesting first: named in the brief, then plain measures, then yes/no and places. */
export function rankedMeasures(table: Table, brief: Brief): Column[] {
  const all = mentionedFirst(brief, measures(table));
  const dull = (column: Column): boolean => !mentions(brief, column.name) && (isCoordinate(column) || isFlag(column));
  return [...all.filter((column) => !dull(column)), ...all.filter(dull)];
}

/** Asks everything that needs only the columns; all in one step. */
export function measureTable(notebook: Notebook, table: Table, brief: Brief): Measured {
  const name = plain(table.name);
  const asked = <T>(
    what: string,
    sql: string | null,
    read: (result: Parameters<typeof readNumbers>[1]) => T[],
  ): Sourced<T> => {
    if (sql === null) return NONE;
    const cited = notebook.ask(sql);
    if (notebook.errorOf(sql)) notebook.regret(`${what} of ${name} could not be computed.`);
    return cited ? { items: read(cited.result), number: cited.number } : NONE;
  };
  const enough = table.rows > 0;
  const numbers = rankedMeasures(table, brief);
  const measured = profiled(numbers);
  const categories = mentionedFirst(brief, listedCategories(table));
  const pairs = correlated(numbers.filter((column) => column.kinds > 1));
  const dated = times(table).slice(0, TIME_CAP);
  const groupings = comparedGroups([
    ...mentionedFirst(brief, comparableGroups(table, GROUP_KINDS)).map(
      (column): Grouping => ({ column, part: "value" }),
    ),
    ...dated
      .filter(({ yearly }) => !yearly)
      .slice(0, 1)
      .map((column): Grouping => ({ column, part: "month" })),
  ]);
  const compared = comparedMeasures(numbers);
  const crossed = associated(mentionedFirst(brief, comparableGroups(table, GROUP_KINDS)));
  const spans = dated.flatMap((column) => {
    const cited = notebook.ask(spanQuery(table, column));
    const span = cited ? readSpan(column, cited.result) : null;
    return span && cited ? [{ ...span, number: cited.number }] : [];
  });
  const differences = asked(
    "Group differences",
    enough && groupings.length > 0 && compared.length > 0 ? groupsQuery(table, groupings, compared) : null,
    (result) => readGroups(groupings, compared, result),
  );
  const seasonal = (spans[0]?.days ?? 0) >= LONG_SPAN_DAYS;
  return {
    distributions: asked(
      "Distributions",
      enough && measured.length > 0 ? numbersQuery(table, measured) : null,
      (result) => readNumbers(measured, result),
    ),
    levels: asked(
      "Frequent values",
      enough && categories.length > 0 ? categoriesQuery(table, categories) : null,
      (result) => readCategories(categories, result),
    ),
    correlations: asked("Correlations", enough && pairs.length > 1 ? correlationsQuery(table, pairs) : null, (result) =>
      readCorrelations(pairs, result),
    ),
    differences: {
      ...differences,
      items: differences.items.filter(({ grouping }) => grouping.part === "value" || seasonal),
    },
    associations: asked(
      "Associations",
      enough && crossed.length > 1 ? associationsQuery(table, crossed) : null,
      (result) => readAssociations(crossed, result),
    ),
    spans,
  };
}
