import { z } from "zod";
import { nestsDeeperThan } from "#kernel";

/** Checks of one piece of work. */
export const MAX_CHECKS = 20;
/** Rounds of a piece of work, unless said otherwise. */
export const USUAL_ROUNDS = 3;

const MAX_SQL_CHARACTERS = 20_000;
const MAX_SCHEMA_CHARACTERS = 50_000;
/** Whoever reads a schema calls itself for each level. */
const MAX_SCHEMA_LEVELS = 60;
const MAX_PATH_CHARACTERS = 300;

const path = z
  .string()
  .trim()
  .min(1, "Name a file, such as report.md.")
  .max(MAX_PATH_CHARACTERS)
  .meta({ description: "A file that is handed over, such as report.md" });

/** Described as any object: who writes one need not be told what JSON is, and some providers take no recursive schemas. */
const jsonSchema = z
  .record(z.string(), z.unknown())
  .refine((schema) => !nestsDeeperThan(schema, MAX_SCHEMA_LEVELS), "This schema is nested too deeply.")
  .meta({ description: "JSON schema, draft 2020-12 unless $schema says draft 7" })
  .pipe(
    z
      .record(z.string(), z.json())
      .refine((schema) => JSON.stringify(schema).length <= MAX_SCHEMA_CHARACTERS, "This schema is too long."),
  );

/** Something about work that a machine can decide, as clients and managers write it. */
export const acceptanceCheck = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("file_exists"), path }),
  z.object({
    kind: z.literal("sql_returns_no_rows"),
    sql: z
      .string()
      .trim()
      .min(1, "Write a query that finds what must not be.")
      .max(MAX_SQL_CHARACTERS)
      .meta({ description: "DuckDB SQL over the data files of the workspace: the client's and the agent's" }),
  }),
  z.object({ kind: z.literal("json_matches"), path, schema: jsonSchema }),
]);
