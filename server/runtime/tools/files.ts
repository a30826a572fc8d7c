import { z } from "zod";
import { sandbox } from "../sandbox/run-in-child";
import { LIMITS } from "./limits";
import type { ToolContext } from "./port";
import { nameTables, type TableSource } from "./table-names";
import { answer, defineTool, refusal } from "./tool";
import { type ListedFile, listFiles, writeWorkspaceFile } from "./workspace";
import { copyInto } from "./workspace-sandbox";

const BINARY_HINT =
  "Workbooks are written with writeTable in run_code, Parquet with COPY in query_sql, charts with draw_chart.";

export const listFilesTool = defineTool({
  name: "list_files",
  description:
    "Lists the workspace: {files:[{path, bytes, input, table}]}. `input` marks the client's own files, which cannot be changed. " +
    "`table` (or `tables`, one a sheet) is the name to use in query_sql.",
  effect: "pure",
  input: z.object({}),
  async run(_, { workspace, ...exchange }) {
    const files = await listFiles(workspace);
    const tables = nameTables(files);
    const sheets = await sheetsOf(files, tables, exchange);
    const listed = files.map((file) => {
      const table = tables.find((source) => source.path === file.path);
      const facts = { path: file.path, bytes: file.bytes, input: file.isInput };
      if (!table) return facts;
      return { ...facts, ...(sheets.get(file.path) ?? { table: table.table }) };
    });
    return answer(JSON.stringify({ files: listed }));
  },
});

export const writeFileTool = defineTool({
  name: "write_file",
  description:
    "Writes a text file into the workspace, replacing what was there; folders are made as needed. The client's own files cannot be replaced. " +
    "For a large table use query_sql with COPY (SELECT …) TO 'file.csv' (HEADER).",
  effect: "idempotent",
  input: z.object({
    path: z.string().min(1).describe('Relative path, e.g. "report.md"'),
    content: z.string().max(LIMITS.writeCharacters).describe("The whole text of the file"),
  }),
  async run({ path, content }, { workspace }) {
    if (/\.(xlsx|parquet|pdf|png)$/i.test(path)) {
      return refusal(
        `"${path}" would be text under the name of a binary format. ${BINARY_HINT} Write text here: .md, .csv, .json.`,
      );
    }
    const file = await writeWorkspaceFile(workspace, path, Buffer.from(content));
    return answer(`Wrote ${file.path} (${file.bytes} bytes).`);
  },
});

type Sheets =
  | { readonly tables: readonly { readonly sheet: string; readonly table: string }[] }
  | { readonly problem: string };

/** Sheet names stand inside the workbook, so a child has to open it. */
async function sheetsOf(
  files: readonly ListedFile[],
  tables: readonly TableSource[],
  exchange: Omit<ToolContext, "workspace">,
): Promise<Map<string, Sheets>> {
  const found = new Map<string, Sheets>();
  const workbooks = files.filter((file) => tables.some((table) => table.path === file.path && table.format === "xlsx"));
  const readable = workbooks.filter((file) => file.bytes <= LIMITS.workbookBytes);
  for (const file of workbooks) {
    found.set(file.path, {
      problem: readable.includes(file) ? "It could not be opened." : `It is larger than ${LIMITS.workbookBytes} bytes.`,
    });
  }
  if (readable.length === 0) return found;
  const outcome = await sandbox().run(
    {
      kind: "sheets",
      tables: tables.filter((table) => table.format !== "xlsx" || readable.some((file) => file.path === table.path)),
    },
    {
      ...exchange,
      fill: async (directory) => void (await copyInto(directory, readable)),
      collect: async (_, sheets) => sheets,
    },
  );
  if (!outcome.ok) return found;
  for (const { path, sheets, problem } of outcome.value) {
    found.set(path, problem ? { problem } : { tables: sheets.map(({ name, table }) => ({ sheet: name, table })) });
  }
  return found;
}
