import { z } from "zod";

const MAX_CHECKS = 20;
const MAX_CRITERIA_CHARACTERS = 20_000;
const MAX_SQL_CHARACTERS = 20_000;
const MAX_SCHEMA_CHARACTERS = 50_000;
const MAX_PATH_CHARACTERS = 300;
const MAX_ROUNDS = 5;
const USUAL_ROUNDS = 3;

const path = z
  .string()
  .trim()
  .min(1, "Name a file, such as report.md.")
  .max(MAX_PATH_CHARACTERS)
  .meta({ description: "A file that is handed over, such as report.md" });

const jsonSchema = z
  .record(z.string(), z.json())
  .refine((schema) => JSON.stringify(schema).length <= MAX_SCHEMA_CHARACTERS, "This schema is too long.")
  .meta({ description: "JSON schema, draft 2020-12 unless $schema says draft 7" });

const acceptanceCheck = z.discriminatedUnion("kind", [
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

const criteria = z.string().trim().min(1, "Write what has to hold, or leave it out.").max(MAX_CRITERIA_CHARACTERS);

/** What the client wants to hold before work is handed over. */
export const acceptanceOrder = z
  .object({
    checks: z.array(acceptanceCheck).max(MAX_CHECKS).default([]),
    criteria: criteria.optional().meta({ description: "In your own words; a verifier judges the work by them" }),
    verifier: z
      .string()
      .min(1)
      .max(63)
      .optional()
      .meta({ description: "The slug of the agent that judges; absent: verifier, and only where there are criteria" }),
    rounds: z
      .int("must be a whole number of rounds, from 1 to 5.")
      .min(1, "must be at least 1 round.")
      .max(MAX_ROUNDS, `must be at most ${MAX_ROUNDS} rounds.`)
      .default(USUAL_ROUNDS)
      .meta({ description: "How many times the work may be handed over before the run fails" }),
  })
  .refine(
    ({ checks, criteria, verifier }) => checks.length > 0 || criteria !== undefined || verifier !== undefined,
    "Say what has to hold: add a check or criteria, or leave acceptance out.",
  )
  .meta({ description: "Checked before work is handed over; what fails goes back to the agent. Absent: nothing is" });

/** What a job keeps of it; who verifies stands beside it. */
export const acceptanceTerms = z.object({
  checks: z.array(acceptanceCheck),
  criteria: z.string().nullable(),
  rounds: z.number().int(),
});
export type AcceptanceTerms = z.infer<typeof acceptanceTerms>;

export const acceptanceView = acceptanceTerms.extend({
  verifier: z
    .object({ slug: z.string(), name: z.string() })
    .nullable()
    .meta({ description: "Who judges the work; null when only the checks count" }),
});
