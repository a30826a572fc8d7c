import type { Notebook } from "../notebook";
import { purposeOf, withoutPurpose } from "../sql";
import type { Study, TableStudy } from "../study/study";
import { countNow } from "../tokens";
import type { Query } from "../transcript";
import { capitalize, plain, whole } from "../words";
import { answersSection } from "./answers";
import { findingsOf } from "./findings";
import { bullets, cite, fenced } from "./markdown";
import { executiveSummary, LABEL, limits } from "./summary";
import { type Section, tableSections } from "./table-section";

export const REPORT = "report.md";
export const METHODS = "methods.md";

/** The files to write, in order: the report, and the methods beside it when both do not fit into one step. */
export type Written = { readonly path: string; readonly content: string };

/**
 * Writes the report. One step may hold at most `budget` tokens: what does not fit goes to files of their own, and
 * chapters are left out, least important first, before a sentence is cut.
 */
export function composeReport(study: Study, notebook: Notebook, budget: number): Written[] {
  const methods = methodsText(notebook);
  const head = headSections(study);
  const body = study.tables.flatMap((table) => chapters(table, study.tables.length > 1));
  const tail = tailSections(study, notebook);
  const whole = [...head, ...body, ...tail].map(({ text }) => text).join("\n\n");
  const together = `${whole}\n\n## Methods and queries\n\n${methods}\n`;
  if (countNow(together) <= budget) return [{ path: REPORT, content: together }];
  const fitted = shortened([...head, ...body, ...tail], budget - 80);
  const pointer = `## Methods and queries\n\nThe numbered queries [Q1], [Q2] … are in ${METHODS}.`;
  return [
    { path: REPORT, content: `${fitted}\n\n${pointer}\n` },
    { path: METHODS, content: `# Methods and queries\n\n${cutTo(methods, budget - 40)}\n` },
  ];
}

function headSections(study: Study): Section[] {
  const names = study.tables.map(({ table }) => plain(table.name)).join(", ");
  const title = `# Data report: ${names}\n\n*Prepared by ${LABEL}. Every number comes from a query that was run on your data; the marks [Q1], [Q2] … name it.*`;
  const summary = `## Summary\n\n${executiveSummary(study).join(" ")}`;
  const answers = answersSection(study);
  return [
    { weight: 10, text: title },
    { weight: 9, text: summary },
    ...(answers ? [{ weight: 9, text: answers }] : []),
  ];
}

function chapters(study: TableStudy, several: boolean): Section[] {
  const heading = several ? `## ${capitalize(plain(study.table.name))}` : null;
  const findings = findingsOf(study);
  const listed =
    findings.length > 0
      ? findings
          .map(({ text, more, source }, i) => `${i + 1}. **${text}** ${more ? `${more} ` : ""}${source}`)
          .join("\n")
      : "Nothing stands out: no clear relation, gap or outlier.";
  const depth = several ? "###" : "##";
  const drawn = study.charts.filter(({ path }) => study.drawn.has(path));
  const pictures = drawn.map(
    ({ path, caption }) =>
      `![${plain(capitalize(caption))}](${encodeURI(path)}.png)\n\n*${plain(capitalize(caption))}.*`,
  );
  return [
    ...(heading ? [{ weight: 8, text: heading }] : []),
    { weight: 8, text: `${depth} What stands out\n\n${listed}` },
    ...(pictures.length > 0 ? [{ weight: 7, text: `${depth} Charts\n\n${pictures.join("\n\n")}` }] : []),
    ...tableSections(study, depth),
  ];
}

function tailSections(study: Study, notebook: Notebook): Section[] {
  const keys = study.keys.map(
    ({ column, a, b, inA, inB, inBoth, number }) =>
      `${plain(a)} and ${plain(b)} share the column ${plain(column)}: ${whole(inBoth)} values occur in both (${whole(inA)} in ${plain(a)}, ${whole(inB)} in ${plain(b)}) ${cite(number)}.`,
  );
  const undone = limits(study, notebook.regrets);
  return [
    ...(keys.length > 0 ? [{ weight: 6, text: `## How the tables connect\n\n${bullets(keys)}` }] : []),
    ...(undone.length > 0 ? [{ weight: 8, text: `## What I could not do\n\n${bullets(undone)}` }] : []),
  ];
}

const METHOD =
  "Outliers: more than 1.5 interquartile ranges outside the quartiles (Tukey). Correlation: Pearson's r. Between groups: eta², the share of the variation that lies between groups. Categories: Cramér's V with Bergsma's correction. A relation is reported when it is clearly larger than chance would give with so many rows. Missing values are left out of every calculation; blank text counts as missing. Shares and sums of query results are plain arithmetic.";

/** Every query that was run, in the order of its number. */
function methodsText({ transcript }: Notebook): string {
  const queries = [...transcript.queries.values()].map(
    (query) =>
      `**Q${query.number}.** ${plain(purposeOf(query.sql), 200)}${outcome(query)}\n\n${fenced(withoutPurpose(query.sql), "sql")}`,
  );
  const charts = transcript.calls.flatMap(({ name, args, failed }) => {
    const sql = name === "draw_chart" ? chartSql(args.spec) : null;
    return sql && !failed ? [`**Chart** ${plain(String(args.path))}\n\n${fenced(sql, "sql")}`] : [];
  });
  return [METHOD, ...queries, ...charts].join("\n\n");
}

const outcome = ({ result }: Query): string => (result ? "" : " (failed)");

function chartSql(spec: unknown): string | null {
  if (typeof spec !== "object" || spec === null || !("data" in spec)) return null;
  const { data } = spec;
  return typeof data === "object" && data !== null && "sql" in data && typeof data.sql === "string" ? data.sql : null;
}

/** Leaves out the lightest sections until the rest fits. The title always stays. */
function shortened(sections: readonly Section[], budget: number): string {
  const kept = [...sections];
  const render = (): string => kept.map(({ text }) => text).join("\n\n");
  let left = 0;
  while (kept.length > 1 && countNow(render()) > budget - 30) {
    const lightest = kept.reduce(
      (least, section, i) => (section.weight < (kept[least]?.weight ?? 0) ? i : least),
      kept.length - 1,
    );
    kept.splice(lightest, 1);
    left += 1;
  }
  const note =
    left > 0
      ? `\n\n*${left === 1 ? "One chapter was" : `${left} chapters were`} left out: the report would not have fitted into one step.*`
      : "";
  return cutTo(render(), budget - 30) + note;
}

/** Cuts at a paragraph, never inside one. */
function cutTo(text: string, budget: number): string {
  const paragraphs = text.split("\n\n");
  while (paragraphs.length > 1 && countNow(paragraphs.join("\n\n")) > budget) {
    paragraphs.splice(Math.max(1, Math.floor(paragraphs.length * 0.9)));
  }
  return paragraphs.join("\n\n");
}
