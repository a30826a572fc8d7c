import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../models/port";
import { builtInTools, openWorkspace, placeInput, runTool, type ToolOutput, type Workspace } from "../index";

/** A run's workspace in a temporary directory, for tests. */
export type RunWorkspace = {
  readonly workspace: Workspace;
  /** Puts a file of the client there. */
  give(name: string, content: string | Uint8Array): Promise<void>;
  call(name: string, args: Json, signal?: AbortSignal): Promise<ToolOutput>;
  /** Calls query_sql and reads its JSON. @throws when it is an error */
  rows(sql: string): Promise<Answer>;
  remove(): Promise<void>;
};

type Answer = {
  readonly columns: { name: string; type: string }[];
  readonly rows: Json[][];
  readonly rowCount: number | null;
  readonly truncated: boolean;
  readonly notes?: string[];
};

export async function openRunWorkspace(): Promise<RunWorkspace> {
  const directory = await mkdtemp(join(tmpdir(), "hireling-tools-test-"));
  const workspace = await openWorkspace(join(directory, "workspace"));
  const call: RunWorkspace["call"] = async (name, args, signal = new AbortController().signal) => {
    const output = await runTool(name, args, { workspace, signal }, builtInTools());
    if ("waitsFor" in output) throw new Error(`${name} waits for someone`);
    return output;
  };
  return {
    workspace,
    call,
    async give(name, content) {
      const stored = join(directory, "stored");
      await writeFile(stored, content);
      await placeInput(workspace, name, stored);
    },
    async rows(sql) {
      const output = await call("query_sql", { sql });
      if (output.isError) throw new Error(output.content);
      return JSON.parse(output.content) as Answer;
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
