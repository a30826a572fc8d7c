import { z } from "zod";
import { DomainError, type ToolName } from "#kernel";
import type { Json, JsonObject } from "../models/port";
import { LIMITS } from "./limits";
import type { Tool, ToolContext, ToolEffect, ToolOutput, ToolWait } from "./port";

/** What a model reads when a call went well, cut at `LIMITS.outputCharacters`. */
export const answer = (content: string): ToolOutput => ({ content: capped(content), isError: false });

/** What a model reads when a call went wrong: the reason and what to do. */
export const refusal = (content: string): ToolOutput => ({ content: capped(content), isError: true });

/** Cuts at a character, never inside a surrogate pair. */
export function cut(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const last = text.charCodeAt(characters - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? characters - 1 : characters);
}

function capped(text: string): string {
  if (text.length <= LIMITS.outputCharacters) return text;
  const note = `\n[Cut: ${text.length} characters. Ask for less at once, or page: read_file takes an offset, SQL takes LIMIT and OFFSET.]`;
  return cut(text, LIMITS.outputCharacters - note.length) + note;
}

type Definition<Input extends z.ZodObject> = {
  readonly name: ToolName;
  readonly description: string;
  readonly effect: ToolEffect;
  readonly isIndependent?: boolean;
  readonly input: Input;
  readonly run: (input: z.infer<Input>, context: ToolContext) => Promise<ToolOutput | ToolWait>;
};

/**
 * Makes a tool of a zod schema and a function. Wrong arguments and domain errors become error outputs for the model;
 * only an abort and a fault of ours are thrown.
 */
export function defineTool<Input extends z.ZodObject>({ input, run, ...rest }: Definition<Input>): Tool {
  return {
    ...rest,
    parameters: parametersOf(input),
    async run(args, context) {
      const parsed = parseArguments(rest.name, input, args);
      if (!parsed.ok) return parsed.output;
      try {
        return await run(parsed.value, context);
      } catch (error) {
        context.signal.throwIfAborted();
        if (error instanceof DomainError) return refusal(error.message);
        throw error;
      }
    },
  };
}

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly output: ToolOutput };

/** Checks a model's arguments; the error names every field that is wrong. */
export function parseArguments<Input extends z.ZodObject>(
  name: string,
  input: Input,
  args: Json,
): Parsed<z.infer<Input>> {
  const parsed = input.safeParse(args);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fields = Object.keys(input.shape).join(", ");
  const shape = fields === "" ? "no fields" : `the fields: ${fields}`;
  const problems = parsed.error.issues.map((issue) => `- ${issue.path.join(".") || "arguments"}: ${issue.message}`);
  return {
    ok: false,
    output: refusal(
      [`The arguments of ${name} are not right:`, ...problems, `It takes a JSON object with ${shape}.`].join("\n"),
    ),
  };
}

function parametersOf(input: z.ZodObject): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: "input" });
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(schema)));
}
