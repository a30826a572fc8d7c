import { InvalidInput } from "#kernel";
import type { SqlResult } from "../sandbox/protocol";
import { type SandboxOutcome, sandbox } from "../sandbox/run-in-child";
import { LIMITS } from "./limits";
import type { ToolContext } from "./port";
import { mentions, nameTables } from "./table-names";
import type { ListedFile } from "./workspace";
import { type CopiedFile, copyInto, queryableFiles } from "./workspace-sandbox";

const WORKBOOK_HINT = "Every query parses a workbook as a whole; a large one is better sent as CSV.";

/**
 * Runs SQL over the data files of a workspace, on copies.
 * @param collect takes what the query made in the directory of the copies, before it is thrown away
 * @throws InvalidInput for a workbook that would not fit | the signal's reason when aborted
 */
export async function queryWorkspace<Collected>(
  sql: string,
  { workspace, signal, onSign }: ToolContext,
  caps: { readonly maxRows: number; readonly maxCharacters: number },
  collect: (result: SqlResult, directory: string, copies: readonly CopiedFile[]) => Promise<Collected>,
): Promise<SandboxOutcome<Collected>> {
  const files = await queryableFiles(workspace);
  const tables = nameTables(files);
  const workbooks = tables
    .filter((table) => table.format === "xlsx" && mentions(sql, table))
    .map((table) => table.path);
  checkWorkbooks(files.filter((file) => workbooks.includes(file.path)));
  let copies: CopiedFile[] = [];
  const outcome = await sandbox().run(
    { kind: "sql", sql, tables, ...caps },
    {
      signal,
      onSign,
      fill: async (directory) => {
        copies = await copyInto(directory, files);
      },
      collect: (directories, result) => collect(result, directories.files, copies),
    },
  );
  if (outcome.ok || workbooks.length === 0) return outcome;
  const isTooBig = outcome.reason === "memory" || outcome.reason === "timeout";
  return isTooBig ? { ...outcome, message: `${outcome.message} ${WORKBOOK_HINT}` } : outcome;
}

/** @throws InvalidInput for a workbook that would not fit into a child's memory */
function checkWorkbooks(workbooks: readonly ListedFile[]): void {
  const big = workbooks.find((file) => file.bytes > LIMITS.workbookBytes);
  if (!big) return;
  throw new InvalidInput(
    "sql",
    `"${big.path}" has ${big.bytes} bytes; a workbook may have at most ${LIMITS.workbookBytes}. ${WORKBOOK_HINT}`,
  );
}
