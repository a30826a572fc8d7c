import { z } from "zod";
import { InvalidInput } from "#kernel";
import { sandbox } from "../sandbox/run-in-child";
import { LIMITS } from "./limits";
import { mentions, nameTables } from "./table-names";
import { answer, defineTool, refusal } from "./tool";
import type { ListedFile } from "./workspace";
import { adoptChanges, type CopiedFile, copyInto, queryableFiles } from "./workspace-sandbox";

/** Room for the rows, so that the whole answer with its frame stays under the output cap. */
const RESULT_CHARACTERS = LIMITS.outputCharacters - 4_000;

const WORKBOOK_HINT = "Every query parses a workbook as a whole; a large one is better sent as CSV.";

export const querySql = defineTool({
  name: "query_sql",
  description:
    "Runs SQL (DuckDB dialect) over the data files of the workspace. Each CSV, TSV, JSON, NDJSON and Parquet file is a table, " +
    "each sheet of an XLSX file too; list_files tells their names. Nothing lasts from one call to the next. " +
    `Answers JSON {columns:[{name,type}], rows, rowCount, truncated, notes}, with at most ${LIMITS.sqlRows} rows: aggregate instead of ` +
    "reading everything. Numbers that a double cannot hold exactly come as strings, dates and times in ISO 8601. " +
    "DESCRIBE t and SUMMARIZE t show columns and statistics. A file that is read wrongly can be read with your own options: " +
    "SELECT * FROM read_csv('file.csv', skip = 3, delim = ';'). Save a large result as a file with COPY (SELECT …) TO 'result.csv' (HEADER).",
  effect: "idempotent",
  input: z.object({
    sql: z
      .string()
      .min(1)
      .max(LIMITS.sqlCharacters)
      .describe("One or more DuckDB statements; the last one's result is returned."),
  }),
  async run({ sql }, { workspace, signal }) {
    const files = await queryableFiles(workspace);
    const tables = nameTables(files);
    const workbooks = tables
      .filter((table) => table.format === "xlsx" && mentions(sql, table))
      .map((table) => table.path);
    checkWorkbooks(files.filter((file) => workbooks.includes(file.path)));
    let copies: CopiedFile[] = [];
    const outcome = await sandbox().run(
      { kind: "sql", sql, tables, maxRows: LIMITS.sqlRows, maxCharacters: RESULT_CHARACTERS },
      {
        signal,
        fill: async (directory) => {
          copies = await copyInto(directory, files);
        },
        collect: async (directories, result) => ({
          result,
          changes: await adoptChanges(workspace, directories.files, copies),
        }),
      },
    );
    if (!outcome.ok) {
      const isTooBig = outcome.reason === "memory" || outcome.reason === "timeout";
      return refusal(isTooBig && workbooks.length > 0 ? `${outcome.message} ${WORKBOOK_HINT}` : outcome.message);
    }
    const { result, changes } = outcome.value;
    const notes = [
      ...result.notes,
      ...changes.written.map((file) => `Wrote ${file.path} (${file.bytes} bytes).`),
      ...changes.refused.map((reason) => `Not written: ${reason}`),
    ];
    return answer(JSON.stringify({ ...result, notes: notes.length > 0 ? notes : undefined }));
  },
});

/** @throws InvalidInput for a workbook that would not fit into a child's memory */
function checkWorkbooks(workbooks: readonly ListedFile[]): void {
  const big = workbooks.find((file) => file.bytes > LIMITS.workbookBytes);
  if (!big) return;
  throw new InvalidInput(
    "sql",
    `"${big.path}" has ${big.bytes} bytes; a workbook may have at most ${LIMITS.workbookBytes}. ${WORKBOOK_HINT}`,
  );
}
