import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { reloadEnv } from "#platform";
import type { Json } from "../../models/port";
import { builtInTools, openWorkspace, runTool, type ToolOutput, type Workspace } from "../../tools";
import type { ChildLimits } from "../isolation";
import type { SandboxTask, TaskResults } from "../protocol";
import { Sandbox, type SandboxOutcome } from "../run-in-child";

/** What a task is allowed, milliseconds: its process, and code in it. */
type Allowance = { readonly deadlineMs: number; readonly runMs: number };

/** How much an attack may try: as in real work, or little enough for a test. */
export type Scale = Allowance & {
  /** For what would never end by itself. */
  readonly endless: Allowance;
  readonly limits?: Partial<ChildLimits>;
};

const SECRET = "the secret beside the workspace";
const INSIDE = join("run", "workspace");
const BROKEN_OUT = fileURLToPath(new URL("../testing/misbehaving-child.mjs", import.meta.url));

/** A workspace with something worth stealing beside it, and a server on this machine that nobody should reach. */
export type Stage = {
  readonly workspace: Workspace;
  readonly secretPath: string;
  readonly endless: Allowance;
  /** Runs a task in the sandbox, with these files there. */
  run<Task extends SandboxTask>(
    task: Task,
    files?: Readonly<Record<string, Uint8Array>>,
    allowance?: Allowance,
  ): Promise<SandboxOutcome<TaskResults[Task["kind"]]>>;
  /** JavaScript, as far as it gets. */
  code(code: string, allowance?: Allowance): Promise<SandboxOutcome<TaskResults["code"]>>;
  /** What a child does that has broken out of its interpreter: an act of `testing/misbehaving-child.mjs`. */
  brokenOut(act: string, allowance?: Allowance): Promise<SandboxOutcome<unknown>>;
  /** As `brokenOut`, and what the files that it left behind become. */
  leaves<Taken>(act: string, take: (files: string) => Promise<Taken>): Promise<Taken>;
  /** A tool call of an agent, in the workspace. */
  tool(name: string, args: Json): Promise<ToolOutput>;
  /** Where the server is, and how often it was reached. Only `serve` allows fetch_url to go there. */
  readonly origin: string;
  readonly visits: () => number;
  serve(listener: RequestListener): void;
  /** What lies outside the workspace, to be compared: paths, and the secret. */
  outside(): Promise<string>;
  close(): Promise<void>;
};

/** The broken-out child reads what to do where a query would stand. */
const actOf = (act: string) => ({ kind: "sql", sql: act, tables: [], maxRows: 1, maxCharacters: 1 }) as const;

/** Opens it in a folder of its own, which `close` removes. @param scale what a child may take, memory and time */
export async function openStage(scale: Scale): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), "hireling-attack-"));
  const workspace = await openWorkspace(join(directory, INSIDE));
  const secretPath = join(directory, "secret.csv");
  await writeFile(secretPath, SECRET);
  await writeFile(join(workspace.root, "own.csv"), "a\n1\n");
  await symlink(secretPath, join(workspace.root, "link.csv"));
  await mkdir(join(workspace.root, "deep"));
  await symlink(directory, join(workspace.root, "deep", "way"));

  let visits = 0;
  let listener: RequestListener = (_, response) => response.end("reached");
  const server = createServer((request, response) => {
    visits += 1;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { FETCH_ALLOW } = process.env;

  const sandbox = new Sandbox({ limits: scale.limits, keepSpare: false });
  const broken = new Sandbox({ limits: scale.limits, keepSpare: false, entry: BROKEN_OUT });
  const { signal } = new AbortController();
  const visit = ({ deadlineMs }: Allowance) => ({ signal, fill: async () => undefined, deadlineMs });

  return {
    workspace,
    secretPath,
    origin: `http://127.0.0.1:${port}`,
    visits: () => visits,
    serve(next) {
      listener = next;
      process.env.FETCH_ALLOW = `127.0.0.1:${port}`;
      reloadEnv();
    },
    endless: scale.endless,
    run: (task, files = {}, allowance = scale) =>
      sandbox.run(task, {
        ...visit(allowance),
        fill: async (place) => {
          for (const [name, bytes] of Object.entries(files)) await writeFile(join(place, name), bytes);
        },
        collect: async (_, value) => value,
      }),
    code: (code, allowance = scale) =>
      sandbox.run(
        { kind: "code", code, files: [], tables: [], runMs: allowance.runMs },
        { ...visit(allowance), collect: async (_, value) => value },
      ),
    brokenOut: (act, allowance = scale) =>
      broken.run(actOf(act), { ...visit(allowance), collect: async (_, value): Promise<unknown> => value }),
    async leaves(act, take) {
      const outcome = await broken.run(actOf(act), { ...visit(scale), collect: ({ files }) => take(files) });
      if (!outcome.ok) throw new Error(`it ended by "${outcome.reason}"`);
      return outcome.value;
    },
    async tool(name, args) {
      const output = await runTool(name, args, { workspace, signal }, builtInTools());
      if ("waitsFor" in output) throw new Error(`${name} waits for someone`);
      return output;
    },
    async outside() {
      // Without file types, Node's recursion follows links.
      const entries = await readdir(directory, { recursive: true, withFileTypes: true });
      const paths = entries.map((entry) => join(entry.parentPath, entry.name));
      return [
        ...paths.filter((path) => !path.startsWith(workspace.root)).sort(),
        await readFile(secretPath, "utf8"),
      ].join("\n");
    },
    async close() {
      if (FETCH_ALLOW === undefined) delete process.env.FETCH_ALLOW;
      else process.env.FETCH_ALLOW = FETCH_ALLOW;
      reloadEnv();
      sandbox.close();
      broken.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
