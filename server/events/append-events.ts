import { sql } from "drizzle-orm";
import { events, jobs } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import type { NewEvent } from "./schema";

/** News of one job. */
type JobNews = { readonly orgId: string; readonly jobId: string; readonly news: readonly NewEvent[] };

/**
 * Appends to the logs of jobs. Numbers come from the jobs' rows, whose locks the transaction takes here at the latest, so
 * that they have no gaps and appear in commit order. Callers that also lock caps or a wallet lock the jobs first.
 * Ping the viewers after the commit (`announce`).
 * @param all a job may stand there more than once
 */
export async function appendAllEvents(tx: Tx, all: readonly JobNews[]): Promise<void> {
  const rows = all.flatMap(({ orgId, jobId, news }) =>
    news.map(({ runId, type, data }) => ({ org_id: orgId, job_id: jobId, run_id: runId, type, data })),
  );
  if (rows.length === 0) return;
  const jobIds = sql.param([...new Set(all.map(({ jobId }) => jobId))]);
  const { rowCount } = await tx.execute(sql`
    with news as materialized (
      select *, row_number() over (partition by job_id order by no) as place, count(*) over (partition by job_id) as count
      from rows from (json_to_recordset(${JSON.stringify(rows)})
        as (org_id uuid, job_id uuid, run_id uuid, type text, data jsonb)) with ordinality
        as news (org_id, job_id, run_id, type, data, no)
    ), numbered as (
      update ${jobs} as j set event_seq = j.event_seq + n.count
      from (select distinct job_id, count from news) as n
      where j.id = n.job_id and j.id = any(${jobIds}::uuid[])
      returning j.id, j.event_seq - n.count as before
    )
    insert into ${events} (job_id, org_id, seq, run_id, type, data)
    select n.job_id, n.org_id, j.before + n.place, n.run_id, n.type, n.data
    from news as n join numbered as j on j.id = n.job_id`);
  if (rowCount !== rows.length) throw new Error("a job has no row to number its events");
}

/** The same for one job. */
export const appendEvents = (tx: Tx, orgId: string, jobId: string, news: readonly NewEvent[]): Promise<void> =>
  appendAllEvents(tx, [{ orgId, jobId, news }]);
