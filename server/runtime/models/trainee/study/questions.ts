import { type Brief, lookedUp } from "../brief";
import type { Notebook } from "../notebook";
import type { Table } from "../profile/table";
import { type Answer, answerOf } from "../questions/answer";
import type { Understood, ValueHit } from "../questions/ask";
import { askQuery } from "../questions/ask-sql";
import { findMentions, meaningful } from "../questions/match";
import { understand } from "../questions/parse";
import { readWords, stem } from "../questions/tokens";
import { readValues, valuesQuery } from "../questions/values";
import { plain, shorten } from "../words";
import type { Measured } from "./measure";

/** A table with what is needed to read questions about it. */
export type Readable = { readonly table: Table; readonly hits: readonly ValueHit[]; readonly spanDays: number | null };

type Answered = Answer & { readonly number: number; readonly table: string };
type Declined = { readonly clause: string; readonly reason: string };
export type Facts = Extract<Understood, { kind: "fact" }> & { readonly table: string };
export type Answers = {
  readonly answered: readonly Answered[];
  readonly facts: readonly Facts[];
  readonly declined: readonly Declined[];
};

const QUESTION_CAP = 20;

/** Looks the brief's words up among the values of a table. */
export function lookUp(notebook: Notebook, table: Table, measured: Measured, brief: Brief): Readable {
  const clauses = lookedUp(brief);
  const sql = table.rows > 0 ? valuesQuery(table, clauses) : null;
  const cited = sql ? notebook.ask(sql) : null;
  if (sql && notebook.errorOf(sql))
    notebook.regret(`The values of ${plain(table.name)} could not be searched for the words of your questions.`);
  return {
    table,
    hits: cited ? readValues(table, clauses, cited.result) : [],
    spanDays: measured.spans[0]?.days ?? null,
  };
}

/** Understands every clause, each on the table that fits it best, and asks what can be asked. */
export function answerQuestions(notebook: Notebook, tables: readonly Readable[], brief: Brief): Answers {
  const answered: Answered[] = [];
  const facts: Facts[] = [];
  const declined: Declined[] = [];
  for (const clause of brief.clauses) {
    if (clause.length > 400) continue;
    const best = bestTable(clause, tables);
    const understood = best ? understand(clause, best) : null;
    if (!best || !understood) continue;
    if (answered.length + facts.length + declined.length >= QUESTION_CAP) {
      notebook.regret(`Your brief has more than ${QUESTION_CAP} questions; I took the first ${QUESTION_CAP}.`);
      break;
    }
    if (understood.kind === "cannot") declined.push({ clause, reason: understood.reason });
    else if (understood.kind === "fact") facts.push({ ...understood, table: best.table.name });
    else {
      const sql = askQuery(understood.ask);
      const cited = notebook.ask(sql);
      if (notebook.errorOf(sql))
        declined.push({ clause, reason: `the query for it failed (${shorten(notebook.errorOf(sql) ?? "", 120)})` });
      if (cited)
        answered.push({ ...answerOf(understood.ask, cited.result), number: cited.number, table: best.table.name });
    }
  }
  return { answered, facts, declined };
}

/** The table whose columns, values and name the clause speaks of most; the first one when none does. */
function bestTable(clause: string, tables: readonly Readable[]): Readable | undefined {
  const words = readWords(clause);
  const lower = words.map((word) => word.lower).join(" ");
  const _fit = ({ table, hits }: Readable): number => {
    const columns = findMentions(words, table).reduce((sum, { score }) => sum + score, 0);
    const values = hits.filter(({ phrase }) => phrase !== "" && ` ${lower} `.includes(` ${phrase} `)).length;
    const named = meaningful(table.name).filter((part) => words.some((word) => word.stem === stem(part))).length;
    return columns + values + named * 0.5;
  };
  const scoreOf = ({ table, hits }: Readable): number => {
    const columns = findMentions(words, table).reduce((sum, { score }) => sum + score, 0);
    const values = hits.filter(({ phrase }) => phrase !== "" && ` ${lower} `.includes(` ${phrase} `)).length;
    const named = meaningful(table.name).filter((part) => words.some((word) => word.stem === stem(part))).length;
    return columns + values + named * 0.5;
  };
  const ranked = tables.map((table) => ({ table, score: scoreOf(table) })).sort((a, b) => b.score - a.score);
  return ranked[0]?.table;
}
