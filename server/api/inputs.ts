import { z } from "zod";

/** What one page may hold at most. */
const MAX_PAGE = 1000;
const DEFAULT_PAGE = 50;

const DIGITS = /^\d{1,15}$/;

/**
 * A whole number that REST sends as text (a query string has nothing else) and tRPC as a number.
 * @param error what to tell when it is neither, or out of range
 */
function wholeNumber(min: number, max: number, error: string) {
  return z
    .union([z.number(), z.string().regex(DIGITS).transform(Number)], { error })
    .pipe(z.number({ error }).int({ error }).min(min, { error }).max(max, { error }))
    .meta({ type: "integer", minimum: min, maximum: max });
}

/** How many entries of a list to return. */
export const limit = wholeNumber(1, MAX_PAGE, `must be a whole number from 1 to ${MAX_PAGE}.`)
  .default(DEFAULT_PAGE)
  .describe(`At most this many, up to ${MAX_PAGE}; ${DEFAULT_PAGE} when absent`);

/** `nextCursor` of the page before; absent for the first page. */
export const cursor = z.string().min(1).max(200).optional().describe("`nextCursor` of the page before");

/** `nextCursor` of an answer. */
export const nextCursor = z.string().nullable().describe("Pass it as `cursor` for the next page; null on the last");

/** The number of an event; 0 is before the first. */
export const eventSeq = wholeNumber(0, 2 ** 31 - 1, "must be the number of an event, for example 0.");

/** A step of a run. */
export const stepNo = wholeNumber(1, 2 ** 31 - 1, "must be the number of a step, for example 1.");

/** A tool call's place among those of its step. */
export const callPosition = wholeNumber(0, 2 ** 31 - 1, "must be the place of a call in its step, for example 0.");

/** Ids are looked up as they come: one that cannot be an id is not found, like any other that does not exist. */
export const anId = z.string().min(1).max(200);

/** Recognizes a duplicate of a call that costs money, by organization and body. */
export const idempotencyKey = z
  .string()
  .min(1)
  .max(255, "is longer than 255 characters.")
  .optional()
  .describe("The same key with the same body does it once");
