import type { Facts } from "../study/questions";
import type { Study, TableStudy } from "../study/study";
import { capitalize, columnName, count, list, percent, plain, quoted, whole } from "../words";
import { bullets, cite, table } from "./markdown";

const LISTED = 25;

/** What the profile says to a question about the table as such. Markdown-safe. */
export function factSentence(
  { fact, column, table: name }: Facts,
  tables: readonly TableStudy[],
): { text: string; source: string } | null {
  const study = tables.find(({ table: t }) => t.name === name);
  if (!study) return null;
  const { table: t, cites, measured } = study;
  switch (fact) {
    case "rows":
      return { text: `${capitalize(plain(t.name))} has **${count(t.rows, "row")}**.`, source: cite(cites.shape) };
    case "columns":
    case "column-list":
      return {
        text: `${capitalize(plain(t.name))} has **${count(t.columnCount, "column")}**: ${list(t.columns.map(({ name: c }) => columnName(c)))}.`,
        source: cite(cites.columns),
      };
    case "duplicates":
      return t.duplicates === null
        ? null
        : {
            text:
              t.duplicates === 0
                ? "There are **no duplicate rows**."
                : `**${count(t.duplicates, "row")}** repeat another row exactly.`,
            source: cite(cites.shape),
          };
    case "missing": {
      const asked = column
        ? t.columns.filter((c) => c.name === column.name)
        : t.columns.filter(({ missing }) => missing > 0);
      const named = asked.map(
        ({ name: c, missing }) => `${columnName(c)}: **${whole(missing)}** (${percent(missing / Math.max(1, t.rows))})`,
      );
      return {
        text: named.length > 0 ? `Missing values: ${named.join("; ")}.` : "There are **no missing values**.",
        source: cite(cites.columns),
      };
    }
    case "period": {
      const span = measured.spans[0];
      return span
        ? {
            text: `${capitalize(columnName(span.column.name))} runs from **${span.first.slice(0, 10)}** to **${span.last.slice(0, 10)}**.`,
            source: cite(span.number),
          }
        : { text: "There is no date column.", source: cite(cites.columns) };
    }
  }
}

/** Each question with its answer, how it was understood, and where the number is from. */
export function answersSection({ answers, tables }: Study): string | null {
  const { answered, facts, declined } = answers;
  const several = tables.length > 1;
  const parts = answered.map((answer) => {
    const listed =
      answer.rows.length > 1
        ? [
            table(
              answer.heads,
              answer.rows.slice(0, LISTED).map(({ groups, answer: value, n }) => [...groups, value, whole(n)]),
              answer.heads.map((_, i) => i >= answer.heads.length - 2),
            ),
          ]
        : [];
    const understood = `Understood as: ${answer.understood}${several ? `, in ${plain(answer.table)}` : ""}.`;
    return [
      `**${plain(answer.clause, 300)}**`,
      `${answer.sentence} ${cite(answer.number)}`,
      `*${understood}*${answer.notes.length > 0 ? ` Note: ${answer.notes.map((note) => plain(note, 240)).join("; ")}.` : ""}`,
      ...listed,
    ].join("\n\n");
  });
  const known = facts.flatMap((fact) => {
    const said = factSentence(fact, tables);
    return said ? [[`**${plain(fact.clause, 300)}**`, `${said.text} ${said.source}`].join("\n\n")] : [];
  });
  const refused =
    declined.length > 0
      ? [
          [
            "**Not answered**",
            bullets(declined.map(({ clause, reason }) => `${quoted(clause)}: ${plain(reason, 200)}.`)),
          ].join("\n\n"),
        ]
      : [];
  const all = [...parts, ...known, ...refused];
  return all.length > 0 ? ["## Your questions", ...all].join("\n\n") : null;
}
