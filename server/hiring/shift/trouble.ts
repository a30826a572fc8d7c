import { sql } from "drizzle-orm";
import { events } from "#drizzle/schema/index";
import type { EventType } from "#events";
import type { Tx } from "#platform";
import type { RunRow } from "../run-changes";

/** What tells that a run got on, or waited for something else than its provider. */
const INTERRUPTIONS: readonly EventType[] = [
  "step.settled",
  "verification.settled",
  "run.compacted",
  "run.waiting",
  "wait.resolved",
  "run.paused",
  "run.resumed",
];

/**
 * For how long a locked run has been unable to make its call for its provider's sake, milliseconds: since the first failed
 * attempt, or the first wait in a cool-down that others met, after it last got on. A wait for the agency's own limit is none.
 */
export async function readTroubleMs(tx: Tx, { id: runId, jobId }: Pick<RunRow, "id" | "jobId">): Promise<number> {
  const { rows } = await tx.execute<{ ms: number | null }>(sql`
    select (extract(epoch from now() - min(e.created_at)) * 1000)::float8 as ms
    from ${events} e
    where e.job_id = ${jobId} and e.run_id = ${runId} and e.type in ('attempt.failed', 'run.backoff')
      and e.seq > coalesce((
        select max(i.seq) from ${events} i
        where i.job_id = ${jobId} and i.run_id = ${runId}
          and (i.type = any(${sql.param([...INTERRUPTIONS])}::text[])
            or i.type = 'run.backoff' and i.data ->> 'cause' = 'limit')), 0)`);
  return Math.max(0, rows[0]?.ms ?? 0);
}
