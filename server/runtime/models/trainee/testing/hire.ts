import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { builtInTools, openWorkspace, placeInput, runTool, toolSpecs } from "../../../tools";
import type { ModelReply, ModelRequest, ToolAnswer, Turn } from "../../port";
import { createTrainee } from "..";

/** What a run of the trainee came to. */
export type Hired = {
  readonly turns: readonly Turn[];
  readonly replies: readonly ModelReply[];
  readonly summary: string | null;
  readonly files: readonly string[];
  readonly report: string | null;
  readonly failures: readonly ToolAnswer[];
};

/** What the trainee works with. */
const TOOLS = builtInTools(["list_files", "read_file", "write_file", "query_sql", "draw_chart", "deliver"]);

type Options = {
  readonly maxOutput?: number;
  readonly keep?: string;
  readonly instead?: (name: string) => ToolAnswer["content"] | null;
};

/** Hires the trainee for a brief and some files (absolute paths) and runs its calls with the real tools, until it delivers. */
export async function hire(brief: string, files: readonly string[], options: Options = {}): Promise<Hired> {
  const root = await mkdtemp(join(tmpdir(), "trainee-"));
  try {
    const workspace = await openWorkspace(root);
    for (const file of files) await placeInput(workspace, basename(file), file);
    const turns: Turn[] = [{ role: "user", text: brief }];
    const replies: ModelReply[] = [];
    const failures: ToolAnswer[] = [];
    for (let step = 0; step < 40; step += 1) {
      const reply = await createTrainee().call(request(turns, options.maxOutput ?? 8_192));
      replies.push(reply);
      turns.push({ role: "assistant", parts: reply.parts });
      const answers: ToolAnswer[] = [];
      for (const part of reply.parts) {
        if (part.type !== "toolCall") continue;
        const refused = options.instead?.(part.name) ?? null;
        const output =
          refused === null
            ? await runTool(part.name, part.args, { workspace, signal: new AbortController().signal }, TOOLS)
            : { content: refused, isError: true };
        if ("waitsFor" in output) throw new Error(`${part.name} waits for someone`);
        answers.push({ callId: part.callId, name: part.name, ...output });
      }
      failures.push(...answers.filter(({ isError }) => isError));
      if (answers.length === 0) break;
      turns.push({ role: "tool", answers });
      if (answers.some(({ name, isError }) => name === "deliver" && !isError)) break;
    }
    const delivered = replies.at(-1)?.parts.findLast((part) => part.type === "toolCall" && part.name === "deliver");
    const args = delivered?.type === "toolCall" ? delivered.args : null;
    const { summary, files: handed } = readDelivery(args);
    if (options.keep) for (const path of handed) await copyFile(join(root, path), join(options.keep, path));
    const report = handed.includes("report.md") ? await readFile(join(root, "report.md"), "utf8") : null;
    return { turns, replies, summary, files: handed, report, failures };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A request as the agent loop makes it. */
export const request = (
  turns: readonly Turn[],
  maxOutput: number,
  signal = new AbortController().signal,
): ModelRequest => ({
  model: { provider: "trainee", modelId: "trainee", api: "trainee", contextWindow: 1_000_000, maxOutput },
  instructions: "You work for the agency.",
  turns,
  tools: toolSpecs(TOOLS),
  maxOutput,
  tier: "standard",
  signal,
});

function readDelivery(args: unknown): { summary: string | null; files: string[] } {
  if (typeof args !== "object" || args === null || !("summary" in args) || !("files" in args))
    return { summary: null, files: [] };
  const files = Array.isArray(args.files) ? args.files.map(String) : [];
  return { summary: String(args.summary), files };
}
