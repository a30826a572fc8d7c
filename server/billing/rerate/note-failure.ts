import { sql } from "drizzle-orm";
import { withSystem } from "#platform";

/** One organization's part of a re-rating. */
export type ReratePart = { readonly rerateId: string; readonly orgId: string };

const MAX_CHARACTERS = 300;
/** Tried again after half a minute, and each time twice as long, up to an hour. Seconds. */
const [FIRST_WAIT, LONGEST_WAIT] = [30, 3_600];

/** The innermost reason: what wraps it repeats the query. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}

/** Writes down why an organization's calls could not be re-rated, for the staff, and when that is tried again. */
export async function noteFailure({ rerateId, orgId }: ReratePart, error: unknown): Promise<void> {
  await withSystem((tx) =>
    tx.execute(sql`
      update rerate_organizations set failures = failures + 1, failure = ${reasonOf(error).slice(0, MAX_CHARACTERS)},
        next_try_at = now() + least(${LONGEST_WAIT}::int, ${FIRST_WAIT}::int * power(2, least(failures, 10))) * interval '1 second'
      where rerate_id = ${rerateId} and org_id = ${orgId} and ended_at is null`),
  );
}
