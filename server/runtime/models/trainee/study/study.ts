import { type Brief, mentionedFirst, readBrief } from "../brief";
import { type ChartPlan, chooseCharts } from "../charts/choose";
import type { Notebook } from "../notebook";
import { plain } from "../words";
import { type Deepened, deepenTable } from "./deepen";
import { type SharedKey, sharedKeys } from "./keys";
import { type Measured, measureTable, rankedMeasures } from "./measure";
import { type Answers, answerQuestions, lookUp } from "./questions";
import { findTables, type Profiled, profileTable } from "./tables";

export type TableStudy = Profiled & {
  readonly measured: Measured;
  readonly deepened: Deepened;
  readonly charts: readonly ChartPlan[] /** Paths of the charts that could be drawn. */;
  readonly drawn: ReadonlySet<string>;
};

/** All that was found out, ready to be written down. */
export type Study = {
  readonly brief: Brief;
  readonly tables: readonly TableStudy[];
  readonly otherFiles: readonly string[];
  readonly answers: Answers;
  readonly keys: readonly SharedKey[];
};

/** Either everything is known, or what the trainee says while it asks for more. */
export type Progress = { readonly known: Study } | { readonly saying: string };

const CHARTS = 4;

/**
 * Goes through the whole study. Each stage asks for all it needs at once; a stage whose answers are out ends the step.
 * @param impatient take what there is, as when the steps run out
 */
export function study(notebook: Notebook, impatient: boolean): Progress {
  const brief = readBrief(notebook.transcript.said);
  const waits = (): boolean => notebook.wanted.length > 0 && !impatient;

  const { schemas, otherFiles } = findTables(notebook, brief);
  if (waits()) return { saying: "I look at the files and at the columns of each table." };

  const profiled = schemas.map((schema) => profileTable(notebook, schema));
  if (waits()) return { saying: "I count rows, distinct and missing values, and find out what each column holds." };

  const tables = profiled.filter((table) => table !== null);
  const measured = tables.map(({ table }) => measureTable(notebook, table, brief));
  const readables = tables.map(({ table }, i) => lookUp(notebook, table, measured[i] as Measured, brief));
  if (waits())
    return { saying: "I compute distributions, outliers and relations, and look your words up in the data." };

  const answers = answerQuestions(notebook, readables, brief);
  const perTable = Math.max(1, Math.floor(CHARTS / Math.max(1, tables.length)));
  const drawn = new Set<string>();
  const studies = tables.map((profile, i): TableStudy => {
    const results = measured[i] as Measured;
    const numbers = mainFirst(rankedMeasures(profile.table, brief), results, brief);
    return {
      ...profile,
      measured: results,
      deepened: deepenTable(notebook, profile.table, results, numbers),
      charts:
        i < CHARTS
          ? chooseCharts(profile.table, results, numbers, perTable, tables.length > 1 ? `${profile.table.name}-` : "")
          : [],
      drawn,
    };
  });
  const keys = sharedKeys(
    notebook,
    tables.map(({ table }) => table),
  );
  for (const { path, caption, spec } of studies.flatMap(({ charts }) => charts)) {
    const done = notebook.draw(path, spec);
    if (done === true) drawn.add(path);
    if (done === false) notebook.regret(`The chart “${plain(caption)}” could not be drawn.`);
  }
  if (waits()) return { saying: "I answer the questions, look closer at what stands out, and draw charts." };
  return { known: { brief, tables: studies, otherFiles, answers, keys } };
}

/** The measures with the strongest ties first, after those that the brief names: what a table is mostly about. */
function mainFirst(
  numbers: ReturnType<typeof rankedMeasures>,
  measured: Measured,
  brief: Brief,
): ReturnType<typeof rankedMeasures> {
  const weight = new Map(numbers.map((column) => [column, 0]));
  const add = (column: (typeof numbers)[number], by: number): void =>
    void weight.set(column, (weight.get(column) ?? 0) + by);
  for (const { a, b, r } of measured.correlations.items) {
    add(a, r * r);
    add(b, r * r);
  }
  for (const { measure, corrected } of measured.differences.items) add(measure, corrected);
  return mentionedFirst(
    brief,
    [...numbers].sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0)),
  );
}
