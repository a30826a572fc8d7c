import { isFlag } from "../profile/table";
import type { Study } from "../study/study";
import { capitalize, count, list, percent, plain, quoted } from "../words";
import { factSentence } from "./answers";
import { findingsOf } from "./findings";
import { bullets } from "./markdown";

export const LABEL = "the trainee (rule-based, not a language model)";

/** A summary of one kind of finding only would hide the rest. */
const PER_KIND = 2;

const FOREIGN =
  "I read questions in English only. If you asked something in another language, I did not understand it; the profile below does not depend on it.";

/** What the data is and what stands out, in three to six sentences. */
export function executiveSummary(study: Study): string[] {
  const [first] = study.tables;
  if (!first) return [];
  const opening =
    study.tables.length === 1
      ? `The table ${quoted(first.table.name)} has ${count(first.table.rows, "row")} and ${count(first.table.columnCount, "column")}: ${roles(study)}.`
      : `There are ${count(study.tables.length, "table")}: ${list(study.tables.map(({ table }) => `${plain(table.name)} (${count(table.rows, "row")}, ${count(table.columnCount, "column")})`))}.`;
  const missing = first.table.columns.reduce((sum, column) => sum + column.missing, 0);
  const cells = first.table.rows * first.table.columns.length;
  const gaps =
    missing === 0 ? "no value is missing" : `${percent(missing / Math.max(1, cells))} of the values are missing`;
  const twins =
    first.table.duplicates === null || first.table.columnCount === 1
      ? ""
      : first.table.duplicates === 0
        ? " and no row occurs twice"
        : ` and ${count(first.table.duplicates, "row")} occur more than once`;
  const quality =
    first.table.rows === 0
      ? "It has headers but no rows, so there is nothing to compute."
      : `${capitalize(study.tables.length > 1 ? `in ${plain(first.table.name)}, ${gaps}` : gaps)}${twins}.`;
  const named = (table: Study["tables"][number]): string =>
    study.tables.length > 1 ? `In ${plain(table.table.name)}: ` : "";
  const ranked = study.tables
    .flatMap((table) => findingsOf(table).map((finding) => ({ ...finding, text: named(table) + finding.text })))
    .sort((a, b) => b.interest - a.interest);
  const varied = ranked.filter(
    ({ kind }, i) => ranked.slice(0, i).filter((other) => other.kind === kind).length < PER_KIND,
  );
  const findings = varied.slice(0, 4).map(({ text }) => text);
  return [opening, quality, ...findings];
}

function roles({ tables }: Study): string {
  const columns = tables[0]?.table.columns ?? [];
  const tally = (name: string, plural: string, n: number): string[] => (n === 0 ? [] : [count(n, name, plural)]);
  const flags = columns.filter((column) => isFlag(column)).length;
  const of = (role: string): number => columns.filter((column) => column.role === role && !isFlag(column)).length;
  return list([
    ...tally("number", "numbers", of("number")),
    ...tally("category", "categories", of("category")),
    ...tally("yes/no column", "yes/no columns", flags),
    ...tally("date", "dates", of("time")),
    ...tally("text column", "text columns", of("text")),
    ...tally("identifier", "identifiers", of("id")),
    ...tally("column without information", "columns without information", of("empty") + of("constant")),
    ...tally("nested column", "nested columns", of("nested")),
  ]);
}

/** What the trainee could not do, for the end of summary and report. */
export function limits(study: Study, regrets: readonly string[]): string[] {
  return [
    ...(study.brief.foreign ? [FOREIGN] : []),
    ...(study.brief.cut ? ["Your brief is very long; I read its first 20,000 characters for questions."] : []),
    ...(study.otherFiles.length > 0
      ? [`I did not read ${list(study.otherFiles.slice(0, 8).map((path) => plain(path)))}: I work on tables only.`]
      : []),
    ...regrets,
  ];
}

/** The hand-over: every direct answer first, then what stands out, then what was not done. */
export function deliverSummary(study: Study, regrets: readonly string[], written: readonly string[]): string {
  const { answered, facts, declined } = study.answers;
  const direct = [
    ...answered.map(
      ({ clause, sentence, notes }) =>
        `${quoted(clause)}: ${sentence}${notes.length > 0 ? ` (${notes.map((note) => plain(note, 200)).join("; ")})` : ""}`,
    ),
    ...facts.flatMap((fact) => {
      const said = factSentence(fact, study.tables);
      return said ? [`${quoted(fact.clause)}: ${said.text}`] : [];
    }),
  ];
  const undone = [
    ...declined.map(({ clause, reason }) => `${quoted(clause)}: ${plain(reason, 200)}.`),
    ...limits(study, regrets),
  ];
  const [opening, quality, ...main] = executiveSummary(study);
  return [
    ...(direct.length > 0 ? ["**Your questions**", bullets(direct)] : []),
    "**What the data shows**",
    [opening, quality].filter((line) => line !== undefined).join(" "),
    ...(main.length > 0 ? [bullets(main)] : []),
    ...(undone.length > 0 ? ["**What I could not do**", bullets(undone)] : []),
    `*${written.length > 0 ? `The report (${plain(written[0] ?? "")}) shows all numbers and the queries they come from. ` : ""}Worked by ${LABEL}.*`,
  ].join("\n\n");
}

/** A brief without a table: a polite no, in one paragraph. */
export function declineSummary(study: Study, regrets: readonly string[]): string {
  const seen =
    study.otherFiles.length > 0
      ? `The files given (${list(study.otherFiles.slice(0, 8).map((path) => plain(path)))}) are not tables. `
      : regrets.length > 0
        ? `${regrets.slice(0, 6).join(" ")} `
        : "No data file came with this job. ";
  const foreign = study.brief.foreign ? "I also read English only. " : "";
  return `I am sorry, I cannot do this task. I am ${LABEL}: I analyse tables (CSV, TSV, JSON, XLSX), answer questions that one calculation over them can answer, draw charts and write a report. ${seen}${foreign}I have delivered nothing rather than make something up. Attach a table and hire me again, or hire an agent with a language model for this one.`;
}
