import { and, asc, desc, eq, isNotNull, sql } from "drizzle-orm";
import { agentVersions, events, jobs, organizations, runs } from "#drizzle/schema/index";
import { withSystem } from "#platform";

/** A run that makes no progress, or that nobody takes. */
export type StalledRun = {
  readonly runId: string;
  readonly organization: string;
  readonly job: string;
  readonly agent: string;
  readonly pool: string;
  readonly status: string;
  /** ISO 8601. */
  readonly since: string;
  readonly reason: string;
};

const MOST = 50;

/** The runs that stand still now, the longest first. For operators: it looks across all organizations. */
export async function listStalled(): Promise<StalledRun[]> {
  return withSystem(async (tx) => {
    const told = tx
      // A run has a reason of its own, and an alias is written without its table.
      .select({ reason: sql<string>`${events.data} ->> 'reason'`.as("told_reason") })
      .from(events)
      .where(and(eq(events.jobId, runs.jobId), eq(events.runId, runs.id), eq(events.type, "run.stalled")))
      .orderBy(desc(events.seq))
      .limit(1)
      .as("told");
    const rows = await tx
      .select({
        runId: runs.id,
        organization: organizations.name,
        job: jobs.title,
        agent: agentVersions.name,
        pool: runs.pool,
        status: runs.status,
        since: runs.progressAt,
        reason: told.reason,
      })
      .from(runs)
      .innerJoin(jobs, eq(jobs.id, runs.jobId))
      .innerJoin(organizations, eq(organizations.id, runs.orgId))
      .innerJoin(agentVersions, eq(agentVersions.id, runs.agentVersionId))
      .innerJoinLateral(told, sql`true`)
      .where(isNotNull(runs.stalledAt))
      .orderBy(asc(runs.progressAt))
      .limit(MOST);
    return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
  });
}
