import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { InvalidInput } from "#kernel";
import { normalizePath } from "../tools/workspace";
import type { AcceptanceCheck } from "./port";
import { isOlderDraft } from "./schema-draft";

/**
 * Refuses checks that no work could pass, because they cannot be run: a path outside a workspace, or a schema that is
 * none. Queries show what they are worth only over the tables of the work.
 * @throws InvalidInput naming the check below `field`
 */
export function requireUsable(checks: readonly AcceptanceCheck[], field: string): void {
  for (const [index, check] of checks.entries()) {
    const place = `${field}.${index}`;
    if (check.kind !== "sql_returns_no_rows") normalizePath(check.path, `${place}.path`);
    if (check.kind === "json_matches") requireSchema(check.schema, `${place}.schema`);
  }
}

/** Compares with the schema of schemas only: nothing of the client's own is run here. */
function requireSchema(schema: Extract<AcceptanceCheck, { kind: "json_matches" }>["schema"], field: string): void {
  const options = { strict: false, validateFormats: false, logger: false } as const;
  const ajv = isOlderDraft(schema) ? new Ajv(options) : new Ajv2020(options);
  const { $schema: _, ...rest } = schema;
  if (ajv.validateSchema(rest) === true) return;
  const [error] = ajv.errors ?? [];
  throw new InvalidInput(field, `This is no JSON schema: ${error?.instancePath ?? ""} ${error?.message ?? ""}.`);
}
