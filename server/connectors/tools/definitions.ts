import { createHash } from "node:crypto";
import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import { nestsDeeperThan, storableText } from "#kernel";
import type { JsonObject } from "../schema";
import { callNameOf } from "./call-name";

/** A tool as its server describes it. Nothing of it is trusted: a person decides about the tool, and the digest notices changes. */
export type Definition = {
  readonly name: string;
  readonly callName: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly isReadOnly: boolean;
  readonly isIdempotent: boolean;
  /** SHA-256 of all that a model or a person is told of it. */
  readonly digest: string;
};

/** A tool that is not taken, and why. */
export type LeftOut = { readonly name: string; readonly why: string };

/** Models are told of all of them at each step, and the client pays for that. */
export const MAX_TOOLS = 64;
const MAX_NAME_CHARACTERS = 128;
const MAX_DESCRIPTION_CHARACTERS = 4_000;
const MAX_SCHEMA_BYTES = 16_000;
/** Whoever reads a schema calls itself for each level. */
const MAX_SCHEMA_LEVELS = 40;
/** What Anthropic takes as an argument's name; a call that offers another one is refused as a whole. */
const ARGUMENT_NAME = /^[a-zA-Z0-9_.-]{1,64}$/;
/** What neither Anthropic nor OpenAI take at the top of a schema. */
const NOT_AT_THE_TOP = ["oneOf", "anyOf", "allOf", "not", "enum"];

/** What a server's list comes to, in the server's order. */
export function readDefinitions(
  connector: string,
  listed: readonly Tool[],
): { readonly definitions: readonly Definition[]; readonly leftOut: readonly LeftOut[] } {
  const definitions = new Map<string, Definition>();
  const leftOut: LeftOut[] = [];
  for (const tool of listed) {
    const callName = callNameOf(connector, tool.name);
    const why = definitions.has(callName) ? "there are two of this name" : whyNot(tool, definitions.size);
    if (why) leftOut.push({ name: storableText(tool.name).slice(0, MAX_NAME_CHARACTERS), why });
    else definitions.set(callName, definitionOf(callName, tool));
  }
  return { definitions: [...definitions.values()], leftOut };
}

function whyNot({ name, inputSchema }: Tool, taken: number): string | null {
  if (nestsDeeperThan(inputSchema, MAX_SCHEMA_LEVELS)) return "its schema is nested too deeply";
  const schema = JSON.stringify(inputSchema);
  if (taken >= MAX_TOOLS) return `only ${MAX_TOOLS} are taken`;
  if (name === "" || name.length > MAX_NAME_CHARACTERS || name !== storableText(name)) return "its name cannot be used";
  if (Buffer.byteLength(schema) > MAX_SCHEMA_BYTES) return `its schema is longer than ${MAX_SCHEMA_BYTES} bytes`;
  const odd = Object.keys(inputSchema.properties ?? {}).find((argument) => !ARGUMENT_NAME.test(argument));
  if (odd !== undefined) return `models cannot send an argument called ${JSON.stringify(odd.slice(0, 80))}`;
  // What the database cannot keep.
  return schema.includes("\\u0000") ? "its schema has characters that cannot be kept" : null;
}

function definitionOf(
  callName: string,
  { name, title, description = "", inputSchema, annotations = {} }: Tool,
): Definition {
  const schema: JsonObject = JSON.parse(JSON.stringify(inputSchema));
  const { readOnlyHint = false, idempotentHint = false, destructiveHint, openWorldHint, title: label } = annotations;
  const said = [name, title, label, description, schema, readOnlyHint, idempotentHint, destructiveHint, openWorldHint];
  return {
    name,
    callName,
    ...takenByModels(storableText(description), schema),
    isReadOnly: readOnlyHint,
    isIdempotent: readOnlyHint || idempotentHint,
    digest: createHash("sha256")
      .update(JSON.stringify(said.map((part) => part ?? null)))
      .digest("hex"),
  };
}

/** A schema that no provider refuses: what may not stand at its top is told in words, and its server checks it anyway. */
function takenByModels(description: string, schema: JsonObject): Pick<Definition, "description" | "inputSchema"> {
  const parts = Object.entries(schema);
  const told = parts.filter(([name]) => NOT_AT_THE_TOP.includes(name));
  const rule = told.length > 0 ? `\nIts arguments also have to match ${JSON.stringify(Object.fromEntries(told))}` : "";
  return {
    description: `${description}${rule}`.slice(0, MAX_DESCRIPTION_CHARACTERS),
    inputSchema: Object.fromEntries(parts.filter((part) => !told.includes(part))),
  };
}
