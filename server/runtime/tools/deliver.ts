import { z } from "zod";
import { DomainError } from "#kernel";
import type { Json } from "../models/port";
import { LIMITS } from "./limits";
import type { Workspace } from "./port";
import { answer, defineTool, type Parsed, parseArguments, refusal } from "./tool";
import { locate } from "./workspace";

export type Delivery = {
  /** Markdown, as the model wrote it: untrusted. */
  readonly summary: string;
  readonly files: readonly { readonly path: string; readonly absolutePath: string; readonly bytes: number }[];
};

const input = z.object({
  summary: z
    .string()
    .trim()
    .min(1)
    .max(LIMITS.summaryCharacters)
    .describe("What was found, in Markdown, with every direct answer the client asked for"),
  files: z
    .array(z.string().min(1))
    .max(LIMITS.deliverFiles)
    .describe("Workspace paths of the files to hand over; [] for none"),
});

/**
 * Checks what a model wants to hand over: every file exists, and none is the client's own.
 * The loop uses it for the real hand-over; a failed check is an output for the model.
 */
export async function parseDeliver(args: Json, workspace: Workspace): Promise<Parsed<Delivery>> {
  const parsed = parseArguments("deliver", input, args);
  if (!parsed.ok) return parsed;
  const files = new Map<string, Delivery["files"][number]>();
  const problems: string[] = [];
  for (const path of parsed.value.files) {
    try {
      const file = await locate(workspace, path, "files");
      if (file.isInput) problems.push(`"${file.path}" is the client's own file, unchanged. Leave it out.`);
      else files.set(file.path, { path: file.path, absolutePath: file.absolutePath, bytes: file.bytes });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) {
    return {
      ok: false,
      output: refusal(["Nothing was delivered:", ...problems.map((problem) => `- ${problem}`)].join("\n")),
    };
  }
  return { ok: true, value: { summary: parsed.value.summary, files: [...files.values()] } };
}

export const deliver = defineTool({
  name: "deliver",
  description:
    "Hands the work over to the client and ends the run. Call it once, last, with a summary in Markdown that answers the brief and the files you made.",
  effect: "idempotent",
  input,
  async run(args, { workspace }) {
    const delivery = await parseDeliver(args, workspace);
    if (!delivery.ok) return delivery.output;
    const { summary, files } = delivery.value;
    const list = files.map((file) => `${file.path} (${file.bytes} bytes)`).join(", ");
    return answer(`Ready to hand over: a summary of ${summary.length} characters and ${list || "no files"}.`);
  },
});
