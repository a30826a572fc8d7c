import { z } from "zod";
import { LIMITS } from "./limits";
import { queryWorkspace } from "./query-workspace";
import { answer, defineTool, refusal } from "./tool";
import { adoptChanges } from "./workspace-sandbox";

/** Room for the rows, so that the whole answer with its frame stays under the output cap. */
const RESULT_CHARACTERS = LIMITS.outputCharacters - 4_000;

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
  async run({ sql }, context) {
    const caps = { maxRows: LIMITS.sqlRows, maxCharacters: RESULT_CHARACTERS };
    const outcome = await queryWorkspace(sql, context, caps, async (result, directory, copies) => ({
      result,
      changes: await adoptChanges(context.workspace, directory, copies),
    }));
    if (!outcome.ok) return refusal(outcome.message);
    const { result, changes } = outcome.value;
    const notes = [
      ...result.notes,
      ...changes.written.map((file) => `Wrote ${file.path} (${file.bytes} bytes).`),
      ...changes.refused.map((reason) => `Not written: ${reason}`),
    ];
    return answer(JSON.stringify({ ...result, notes: notes.length > 0 ? notes : undefined }));
  },
});
