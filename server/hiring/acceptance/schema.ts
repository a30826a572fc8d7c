import { z } from "zod";
import { acceptanceCheck, MAX_CHECKS, USUAL_ROUNDS } from "#runtime";

const MAX_CRITERIA_CHARACTERS = 20_000;
const MAX_ROUNDS = 5;

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
