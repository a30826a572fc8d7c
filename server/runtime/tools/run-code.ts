import { z } from "zod";
import { sandbox } from "../sandbox/run-in-child";
import { LIMITS } from "./limits";
import { nameTables } from "./table-names";
import { answer, defineTool, refusal } from "./tool";
import { listFiles } from "./workspace";
import { adoptChanges, type CopiedFile, copyInto } from "./workspace-sandbox";

/** Of the 20 s that its process has, the rest is for starting the engine and writing the files. */
const RUN_MS = 15_000;

export const runCode = defineTool({
  name: "run_code",
  description:
    "Runs JavaScript (ES2023, in a sandbox) over the files of the workspace, and answers what it printed and the value of its last expression. " +
    "No modules, no network, no timers; await and return may stand at the top. What there is besides the language: " +
    "listFiles() → [{path, bytes, input}]; readFile(path) → the text; " +
    "readTable(path, sheet?) → an array of objects from CSV, TSV, JSON, NDJSON, Parquet or XLSX, dates as ISO 8601 text; " +
    "writeFile(path, text); writeTable(path, rows) for .csv and .xlsx, rows being objects (keys are the columns) or arrays (the first is the header), " +
    "or for .xlsx {sheetName: rows, …}; console.log(…). Files are written once the code has ended without an error, and can be read by the next call. " +
    `At most ${RUN_MS / 1000} s and 512 MB; nothing lasts between calls but files. Math.random gives the same numbers each time. For large tables use query_sql.`,
  effect: "idempotent",
  input: z.object({
    language: z
      .string()
      .refine((language) => /^(javascript|js)$/i.test(language), "Only javascript can be run here.")
      .describe('"javascript"'),
    code: z.string().min(1).max(LIMITS.sqlCharacters).describe("The whole program"),
  }),
  async run({ code }, { workspace, signal, onSign }) {
    const files = await listFiles(workspace);
    let copies: CopiedFile[] = [];
    const outcome = await sandbox().run(
      {
        kind: "code",
        code,
        files: files.map(({ path, bytes, isInput }) => ({ path, bytes, input: isInput })),
        tables: nameTables(files),
        runMs: RUN_MS,
      },
      {
        signal,
        onSign,
        fill: async (directory) => {
          copies = await copyInto(directory, files);
        },
        collect: async (directories, result) => ({
          result,
          changes: await adoptChanges(workspace, directories.files, copies),
        }),
      },
    );
    if (!outcome.ok) return refusal(outcome.message);
    const { result, changes } = outcome.value;
    if (result.error !== null) return refusal([result.printed, result.error].join(""));
    const parts = [
      result.printed.trimEnd(),
      result.value === "" ? "" : `=> ${result.value}`,
      ...changes.written.map((file) => `Wrote ${file.path} (${file.bytes} bytes).`),
      ...changes.refused.map((reason) => `Not written: ${reason}`),
    ].filter((part) => part !== "");
    return answer(parts.length > 0 ? parts.join("\n") : "It ran without an error and printed nothing.");
  },
});
