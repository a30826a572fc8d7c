import { eq, sql } from "drizzle-orm";
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
  const [job] = await tx
    .update(jobs)
    .set({ eventSeq: sql`${jobs.eventSeq} + ${news.length}` })
    .where(eq(jobs.id, jobId))
    .returning({ last: jobs.eventSeq });
  if (!job) throw new Error(`job ${jobId} has no row to number its events`);
  const first = job.last - news.length + 1;
  await tx.insert(events).values(news.map((event, index) => ({ ...event, orgId, jobId, seq: first + index })));
}
