import { and, asc, eq, gt } from "drizzle-orm";
import { events, jobs } from "#drizzle/schema/index";
import { isId, NotFound, type OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { type EventView, eventView } from "./schema";

export const MAX_EVENTS_PER_READ = 1000;

async function readAfter(tx: Tx, jobId: string, after: number, limit: number): Promise<EventView[]> {
  const rows = await tx
    .select()
    .from(events)
    .where(and(eq(events.jobId, jobId), gt(events.seq, after)))
    .orderBy(asc(events.seq))
    .limit(limit);
  return rows.map((row) =>
    eventView.parse({ seq: row.seq, runId: row.runId, type: row.type, at: row.at.toISOString(), data: row.data }),
  );
}

/** Refuses a job of another organization, or none, with the same words. */
export async function requireJob(tx: Tx, jobId: string): Promise<void> {
  const found = isId(jobId) ? await tx.select({ id: jobs.id }).from(jobs).where(eq(jobs.id, jobId)).limit(1) : [];
  if (found.length === 0) throw new NotFound("job", jobId);
}

/**
 * A job's events with `seq` greater than `after`, oldest first, at most `limit` (1,000).
 * @throws NotFound
 */
export function listEvents(
  scope: OrgScope,
  jobId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<EventView[]> {
  return withOrg(scope, async (tx) => {
    await requireJob(tx, jobId);
    return readAfter(tx, jobId, page.after, Math.min(page.limit, MAX_EVENTS_PER_READ));
  });
}

/** The same for a viewer who was let in already. */
export const readEvents = (scope: OrgScope, jobId: string, after: number): Promise<EventView[]> =>
  withOrg(scope, (tx) => readAfter(tx, jobId, after, MAX_EVENTS_PER_READ));
