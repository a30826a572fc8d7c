import { DomainError, InvalidInput } from "#kernel";
import { sandbox } from "../sandbox/run-in-child";
import type { Delivery, ToolContext } from "../tools";
import { queryWorkspace } from "../tools/query-workspace";
import { cut } from "../tools/tool";
import { locate, normalizePath } from "../tools/workspace";
import { copyInto } from "../tools/workspace-sandbox";
import type { AcceptanceCheck, CheckResult } from "./port";

const MIB = 1024 * 1024;
/** A parsed JSON takes many times its size in memory. */
const JSON_BYTES = 20 * MIB;
/** Enough of a query to tell it from another. */
const NAMED_CHARACTERS = 120;
/** Rows that ought not to be there, as examples. */
const SHOWN_ROWS = 5;
const SHOWN_CHARACTERS = 1_500;

/**
 * Runs all checks on what is to be handed over, also after one has failed, and leaves the workspace as it was. A check
 * that cannot be run has failed, with the reason.
 * @throws the signal's reason when aborted
 */
export async function runChecks(
  checks: readonly AcceptanceCheck[],
  delivery: Delivery,
  context: ToolContext,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    results.push({ check: nameOf(check), problem: await run(check, delivery, context) });
    context.onSign?.();
  }
  return results;
}

/** What a check is about, for people. */
function nameOf(check: AcceptanceCheck): string {
  switch (check.kind) {
    case "file_exists":
      return `${check.path} is handed over`;
    case "sql_returns_no_rows": {
      const sql = check.sql.replace(/\s+/g, " ").trim();
      return `No rows: ${cut(sql, NAMED_CHARACTERS)}${sql.length > NAMED_CHARACTERS ? "…" : ""}`;
    }
    case "json_matches":
      return `${check.path} matches its JSON schema`;
  }
}

/** @returns what is wrong; null when nothing is */
async function run(check: AcceptanceCheck, delivery: Delivery, context: ToolContext): Promise<string | null> {
  try {
    switch (check.kind) {
      case "file_exists":
        return await findMissing(check.path, delivery, context);
      case "sql_returns_no_rows":
        return await findRows(check.sql, context);
      case "json_matches":
        return (
          (await findMissing(check.path, delivery, context)) ?? (await findMismatch(check.path, check.schema, context))
        );
    }
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}

async function findMissing(path: string, { files }: Delivery, { workspace }: ToolContext): Promise<string | null> {
  const wanted = normalizePath(path);
  if (files.some((file) => file.path === wanted)) return null;
  const isThere = await locate(workspace, wanted).then(
    () => true,
    () => false,
  );
  return isThere
    ? "It is in the workspace, but not among the files of deliver."
    : "There is no such file in the workspace.";
}

async function findRows(sql: string, context: ToolContext): Promise<string | null> {
  const caps = { maxRows: SHOWN_ROWS, maxCharacters: SHOWN_CHARACTERS };
  const outcome = await queryWorkspace(sql, context, caps, async (result) => result);
  if (!outcome.ok) return `The query could not be run: ${outcome.message}`;
  const { columns, rows, rowCount } = outcome.value;
  if (rowCount === 0) return null;
  const names = columns.map(({ name }) => name);
  const examples = rows.map((row) =>
    JSON.stringify(Object.fromEntries(row.map((cell, index) => [names[index], cell]))),
  );
  const found = rowCount === null ? "very many rows" : rowCount === 1 ? "1 row" : `${rowCount} rows`;
  return [`It returned ${found}, such as:`, ...examples].join("\n");
}

type Schema = Extract<AcceptanceCheck, { kind: "json_matches" }>["schema"];

async function findMismatch(
  path: string,
  schema: Schema,
  { workspace, ...exchange }: ToolContext,
): Promise<string | null> {
  const file = await locate(workspace, path);
  if (file.bytes > JSON_BYTES) {
    throw new InvalidInput("path", `It has ${file.bytes} bytes; a JSON of at most ${JSON_BYTES} can be checked.`);
  }
  const outcome = await sandbox().run(
    { kind: "json_schema", path: file.path, schema },
    {
      ...exchange,
      fill: async (directory) => void (await copyInto(directory, [file])),
      collect: async (_directories, result) => result,
    },
  );
  if (!outcome.ok) return outcome.message;
  const { problems } = outcome.value;
  return problems.length === 0 ? null : ["It does not match its schema:", ...problems].join("\n");
}
