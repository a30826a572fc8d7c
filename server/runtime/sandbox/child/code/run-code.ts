import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { LIMITS } from "../../../tools/limits";
import { CHILD_DIRECTORIES, type CodeResult, type SandboxTask } from "../../protocol";
import { openDatabase } from "../database";
import { withoutPlaces } from "../places";
import { type CodeTable, readCodeTables } from "./code-tables";
import { CodeDesk, type Draft } from "./desk";
import { writeWorkbook } from "./sheets";
import { evaluate } from "./vm";

type CodeTask = Extract<SandboxTask, { kind: "code" }>;

/** What many reach for out of habit, and what there is instead. */
const FOREIGN_NAME =
  /'(require|process|fetch|setTimeout|setInterval|Buffer|fs|XMLHttpRequest|Deno|URL|Intl)' is not defined/;

/**
 * Runs foreign JavaScript and writes its files into the child's `files/` once it has ended well.
 * The VM's functions answer at once, but reading a table takes the database and thus time: tables that the code names are
 * loaded before, and code that asks for another one is stopped there and run again with it.
 */
export async function runCode(directory: string, task: CodeTask): Promise<CodeResult> {
  const over = performance.now() + task.runMs;
  const tables = new Map<string, readonly CodeTable[] | { readonly problem: string }>();
  let connection: DuckDBConnection | null = null;
  const read = async (path: string): Promise<readonly CodeTable[] | { readonly problem: string }> => {
    const source = task.tables.find((table) => table.path === path);
    if (!source) return { problem: `"${path}" is no table. readTable takes CSV, TSV, JSON, NDJSON, Parquet and XLSX.` };
    const bytes = task.files.find((file) => file.path === path)?.bytes ?? 0;
    if (source.format === "xlsx" && bytes > LIMITS.workbookBytes) {
      return {
        problem: `"${path}" has ${bytes} bytes; a workbook may have at most ${LIMITS.workbookBytes}. Send it as CSV.`,
      };
    }
    connection ??= await openDatabase(directory);
    return readCodeTables(connection, directory, source).catch((error: unknown) => ({
      problem: withoutPlaces(directory, error instanceof Error ? error.message : String(error)),
    }));
  };
  if (task.code.includes("readTable")) {
    for (const { path } of task.tables.filter((table) => task.code.includes(basename(table.path)))) {
      tables.set(path, await read(path));
    }
  }
  for (;;) {
    const desk = new CodeDesk(directory, task.files, tables);
    const isOver = () => desk.wanted !== null || performance.now() > over;
    const evaluation = await evaluate(task.code, desk.answer, isOver);
    if (desk.wanted !== null && performance.now() <= over) {
      tables.set(desk.wanted, await read(desk.wanted));
      continue;
    }
    const { printed } = desk;
    if (desk.wanted !== null) return { printed, value: "", error: tooLong(task.runMs) };
    if (!evaluation.ok) return { printed, value: "", error: explain(evaluation.error, task.runMs) };
    for (const [path, draft] of desk.drafts) await write(join(directory, CHILD_DIRECTORIES.files, path), draft);
    return { printed, value: evaluation.shown, error: null };
  }
}

async function write(path: string, draft: Draft): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  if ("text" in draft) writeFileSync(path, draft.text);
  else await writeWorkbook(draft.sheets, path);
}

const tooLong = (runMs: number): string =>
  `It ran longer than ${runMs / 1000} seconds and was stopped. Nothing was written. Do less at once, or use query_sql for large tables.`;

function explain(error: string, runMs: number): string {
  if (error.startsWith("InternalError: interrupted")) {
    return tooLong(runMs);
  }
  const hints = ["Nothing was written."];
  if (/^InternalError: out of memory/.test(error)) hints.push("It may use 512 MB. Use query_sql for large tables.");
  if (FOREIGN_NAME.test(error)) {
    hints.push(
      "This is plain JavaScript: no modules, timers or network. Files: listFiles, readFile, readTable, writeFile, writeTable.",
    );
  }
  return [error, ...hints].join("\n");
}
