import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ErrorObject } from "ajv";
import { isOlderDraft } from "../../acceptance/schema-draft";
import { CHILD_DIRECTORIES, type JsonSchemaResult, type SandboxTask, TaskFailed } from "../protocol";

const SHOWN_PROBLEMS = 10;
const SHOWN_CHARACTERS = 300;

/**
 * Compares a JSON file with a JSON schema: of draft 2020-12, unless it says that it is of draft 7 or 6. Formats are not checked.
 * @throws TaskFailed when the file is no JSON, or the schema cannot be used
 */
export async function matchJson(
  directory: string,
  { path, schema }: Extract<SandboxTask, { kind: "json_schema" }>,
): Promise<JsonSchemaResult> {
  const value = parse(await readFile(join(directory, CHILD_DIRECTORIES.files, path), "utf8"));
  const validate = await compile(schema);
  if (validate(value)) return { problems: [] };
  return { problems: (validate.errors ?? []).slice(0, SHOWN_PROBLEMS).map(explain) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new TaskFailed(`It is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function compile(schema: Extract<SandboxTask, { kind: "json_schema" }>["schema"]) {
  const options = { allErrors: true, strict: false, validateFormats: false, logger: false } as const;
  const ajv = isOlderDraft(schema)
    ? new (await import("ajv")).Ajv(options)
    : new (await import("ajv/dist/2020.js")).Ajv2020(options);
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw new TaskFailed(`The schema cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const explain = ({ instancePath, message, params }: ErrorObject): string => {
  const extra = "additionalProperty" in params ? ` (${JSON.stringify(params.additionalProperty)})` : "";
  return `- ${instancePath || "the whole"}: ${message ?? "is wrong"}${extra}`.slice(0, SHOWN_CHARACTERS);
};
