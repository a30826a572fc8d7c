import { sql } from "drizzle-orm";
import { events, jobs } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import type { NewEvent } from "./schema";

/**
 * Appends to a job's log. Numbers come from the job's row, whose lock the transaction takes here at the latest, so that
 * they have no gaps and appear in commit order. Callers that also lock caps or a wallet lock the job first.
 * Ping the viewers after the commit (`announce`).
 */
export async function appendEvents(tx: Tx, orgId: string, jobId: string, news: readonly NewEvent[]): Promise<void> {
  if (news.length === 0) return;
  const ofEach = <T>(value: (event: NewEvent) => T) => sql.param(news.map(value));
  const { rowCount } = await tx.execute(sql`
    with job as (
      update ${jobs} set event_seq = event_seq + ${news.length}::bigint where id = ${jobId} returning event_seq as last
    )
    insert into ${events} (job_id, org_id, seq, run_id, type, data)
    select ${jobId}, ${orgId}, job.last - ${news.length}::bigint + news.no, news.run_id, news.type, news.data
    from job, unnest(
      ${ofEach(({ runId }) => runId)}::uuid[], ${ofEach(({ type }) => type)}::text[], ${ofEach(({ data }) => JSON.stringify(data))}::jsonb[]
    ) with ordinality as news (run_id, type, data, no)`);
  if (rowCount !== news.length) throw new Error(`job ${jobId} has no row to number its events`);
}
