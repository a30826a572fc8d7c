/**
 * The disposable child: reads one task from stdin, writes one reply to descriptor 3, and ends.
 * It starts before its task is known, so it loads what almost every task needs and waits.
 * Bundled to dist/sandbox-child.js; run from source by tsx in development.
 */
import { rmSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { withoutPlaces } from "./child/places";
import { type ChildReply, REPLY_FD, type SandboxTask, TaskFailed, type TaskResults } from "./protocol";

type Message = { readonly task: SandboxTask; readonly deadlineMs: number };

const GRACE_MS = 2_000;
const directory = process.cwd();

// Packages are imported when needed: one bundle serves all tasks, and a static import would load all of them.
const preloaded = import("@duckdb/node-api");

const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => void answer(JSON.parse(line) as Message));
// The agency is gone: nobody waits for the answer, and nobody else will tidy up.
lines.once("close", () => {
  rmSync(directory, { recursive: true, force: true });
  endNow();
});

/** An orderly exit waits for DuckDB's threads, and a query may run forever. In a pid namespace of its own only an abort ends it at once. */
function endNow(): never {
  process.abort();
}

async function answer({ task, deadlineMs }: Message): Promise<void> {
  // The parent kills at the deadline; this is for a parent that can no longer.
  setTimeout(endNow, deadlineMs + GRACE_MS);
  send(await attempt(task));
  process.exit(0);
}

// A library's forgotten promise must not turn a reason into a silent death.
process.once("unhandledRejection", (reason) => {
  send({ ok: false, message: reasonOf(reason) });
  process.exit(1);
});

async function attempt(task: SandboxTask): Promise<ChildReply<TaskResults[SandboxTask["kind"]]>> {
  try {
    return { ok: true, value: await perform(task) };
  } catch (error) {
    return { ok: false, message: reasonOf(error) };
  }
}

async function perform(task: SandboxTask): Promise<TaskResults[SandboxTask["kind"]]> {
  switch (task.kind) {
    case "sql": {
      await preloaded;
      const { runSql } = await import("./child/sql");
      return runSql(directory, task);
    }
    case "code": {
      await preloaded;
      const { runCode } = await import("./child/code/run-code");
      return runCode(directory, task);
    }
    case "chart": {
      const { drawChart } = await import("./child/chart");
      return drawChart(directory, task);
    }
    case "pdf": {
      const { readPdf } = await import("./child/pdf");
      return readPdf(directory, task.path);
    }
    case "html": {
      const { readHtml } = await import("./child/html");
      return readHtml(directory, task);
    }
    case "sheets": {
      const { listSheets } = await import("./child/workbook");
      return listSheets(directory, task.tables);
    }
    case "json_schema": {
      const { matchJson } = await import("./child/json-schema");
      return matchJson(directory, task);
    }
  }
}

/** The reason, for the task's author: without the places of this machine, and never long. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const kind =
    error instanceof TaskFailed ? "" : error instanceof Error && error.name !== "Error" ? `${error.name}: ` : "";
  return withoutPlaces(directory, kind + text).slice(0, 4_000);
}

function send(reply: ChildReply<TaskResults[SandboxTask["kind"]]>): void {
  const bytes = Buffer.from(`${JSON.stringify(reply)}\n`);
  for (let sent = 0; sent < bytes.length; ) {
    try {
      sent += writeSync(REPLY_FD, bytes, sent);
    } catch (error) {
      // A full pipe: the parent has not read yet.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}
