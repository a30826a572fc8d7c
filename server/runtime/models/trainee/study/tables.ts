import { type Brief, mentionedFirst } from "../brief";
import { readFiles } from "../files";
import type { Notebook } from "../notebook";
import { columnsQuery, readColumns, rowsQuery, shapeQuery, textQuery } from "../profile/columns";
import { describeQuery, readSchemas, schemaQuery } from "../profile/schema";
import { COLUMN_CAP, type Schema, TABLE_CAP, type Table } from "../profile/table";
import { num } from "../result";
import { plain, whole } from "../words";

export type Found = { readonly schemas: readonly Schema[]; readonly otherFiles: readonly string[] };

/** Which tables there are. Files that cannot be read are regretted, and the work goes on without them. */
export function findTables(notebook: Notebook, brief: Brief): Found {
  const answer = notebook.listFiles();
  const all = notebook.ask(schemaQuery());
  if (notebook.wanted.length > 0) return { schemas: [], otherFiles: [] };
  const files = readFiles(answer ?? "");
  const known = all ? readSchemas(all.result) : [];
  const complete = known.filter((schema) => !(all?.result.truncated && schema === known.at(-1)));
  const named = files.flatMap(({ tables }) => tables);
  const missing = named.filter((name) => !complete.some(({ table }) => table === name)).slice(0, TABLE_CAP * 2);
  const described = missing.flatMap((name) => {
    const sql = describeQuery(name);
    const result = notebook.ask(sql);
    const error = notebook.errorOf(sql);
    if (error) notebook.regret(`The table ${plain(name)} was left out: ${plain(firstReason(error), 200)}.`);
    return result ? readSchemas(result.result) : [];
  });
  for (const { path, problem } of files)
    if (problem) notebook.regret(`${plain(path)} was left out: ${plain(problem, 200)}`);
  const schemas = [...complete, ...described].sort((a, b) => order(named, a) - order(named, b));
  for (const { table } of schemas.slice(TABLE_CAP))
    notebook.regret(`The table ${plain(table)} was not analysed: I take at most ${TABLE_CAP} tables.`);
  const otherFiles = files.filter(({ tables, problem }) => tables.length === 0 && !problem).map(({ path }) => path);
  return { schemas: schemas.slice(0, TABLE_CAP).map((schema) => capped(schema, brief)), otherFiles };
}

const order = (named: readonly string[], { table }: Schema): number =>
  named.includes(table) ? named.indexOf(table) : named.length;

/** The line that says what is wrong with the file, if there is one. */
const firstReason = (error: string): string => {
  const lines = error.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((candidate) => candidate.includes("could not be read")) ?? lines[0] ?? "no reason was given";
  return line.replace(/^Table [^:]*: /, "").replace(/[.\s]+$/, "");
};

/** Puts the columns that the brief names before the cap. */
function capped(schema: Schema, brief: Brief): Schema {
  if (schema.columns.length <= COLUMN_CAP) return schema;
  const kept = new Set(mentionedFirst(brief, schema.columns).slice(0, COLUMN_CAP));
  return { ...schema, columns: schema.columns.filter((column) => kept.has(column)), leftOut: schema.total - kept.size };
}

export type Profiled = {
  readonly table: Table;
  readonly cites: { readonly shape: number; readonly columns: number; readonly texts: number | null };
};

/** Counts rows and reads every column's role. NULL while answers are out, or when the table cannot be summarized. */
export function profileTable(notebook: Notebook, schema: Schema): Profiled | null {
  const shapeSql = shapeQuery(schema.table);
  const columnsSql = columnsQuery(schema);
  const textSql = textQuery(schema);
  const shape = notebook.ask(shapeSql) ?? (notebook.errorOf(shapeSql) ? notebook.ask(rowsQuery(schema.table)) : null);
  const summary = notebook.ask(columnsSql);
  const texts = textSql ? notebook.ask(textSql) : null;
  if (notebook.wanted.length > 0) return null;
  const name = plain(schema.table);
  if (!shape || !summary) {
    notebook.regret(
      `The table ${name} could not be summarized: ${plain(notebook.errorOf(columnsSql) ?? notebook.errorOf(shapeSql) ?? "", 160)}`,
    );
    return null;
  }
  if (notebook.errorOf(shapeSql)) notebook.regret(`Duplicate rows of ${name} could not be counted.`);
  if (schema.leftOut > 0) {
    notebook.regret(
      `${name} has ${whole(schema.total)} columns; I analysed ${schema.columns.length} of them (those your brief names first) and left ${whole(schema.leftOut)} out.`,
    );
  }
  const rows = num(shape.result.rows[0], "total_rows") ?? 0;
  const distinct = num(shape.result.rows[0], "distinct_rows");
  const table: Table = {
    name: schema.table,
    rows,
    duplicates: distinct === null ? null : rows - distinct,
    columns: readColumns(schema, rows, summary.result, texts?.result ?? null),
    columnCount: schema.total,
  };
  return { table, cites: { shape: shape.number, columns: summary.number, texts: texts?.number ?? null } };
}
