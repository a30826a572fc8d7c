import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { isAffordable } from "#billing";
import { runs } from "#drizzle/schema/index";
import { announce } from "#events";
import { withSystem } from "#platform";
import { handBack } from "./crew/hand-back";
import { dispatch } from "./dispatch/dispatch";
import { changeRun } from "./run-changes";
import { takeBack } from "./take-back";

/** Each pass takes so many of a kind; the next pass takes the rest. */
const BATCH = 100;

/**
 * Brings the world in line with what the database says: runs whose worker went silent queue again (or end, if their client
 * wished so), runs that waited for money go on once there is enough, managers once their crew's work has come, and free seats
 * are given out. Any number of processes may do it at once.
 */
export async function reconcile(): Promise<void> {
  await takeBackExpired();
  await resumeAffordable();
  await handBack();
  await dispatch();
}

async function takeBackExpired(): Promise<void> {
  const touched = await withSystem(async (tx) => {
    const expired = await tx
      .select()
      .from(runs)
      .where(and(eq(runs.status, "working"), lt(runs.leaseUntil, sql`now()`)))
      .orderBy(runs.id)
      .limit(BATCH)
      .for("update", { skipLocked: true });
    for (const run of expired) await takeBack(tx, run);
    return expired;
  });
  for (const run of touched) announce(run.jobId);
}

/** Whose money the next call of run `r` on job `j` of organization `o` is. */
const nextCall = {
  orgId: sql`o.id`,
  timeZone: sql`o.time_zone`,
  runId: sql`r.id`,
  jobId: sql`j.id`,
  apiKeyId: sql`j.posted_by_key_id`,
  projectId: sql`j.project_id`,
};

/**
 * What a refused step needed is free now, in all of its caps and in the wallet: after a raised limit, a top-up, a released
 * hold, a new month. It is only a good guess: the next reserve decides under the locks, and may make the run wait again.
 */
async function resumeAffordable(): Promise<void> {
  const touched = await withSystem(async (tx) => {
    const { rows: affordable } = await tx.execute<{ id: string }>(sql`
      select r.id
      from runs r
        join jobs j on j.id = r.job_id
        join organizations o on o.id = r.org_id
      where r.status = 'waiting' and r.reason = 'budget'
        and (r.waiting_until is null or r.waiting_until <= now())
        and ${isAffordable(nextCall, sql`r.waiting_for`)}
      order by r.id
      limit ${BATCH}`);
    if (affordable.length === 0) return [];
    const ids = affordable.map((run) => run.id);
    const waiting = await tx
      .select()
      .from(runs)
      .where(and(inArray(runs.id, ids), eq(runs.status, "waiting")))
      .orderBy(runs.id)
      .for("update", { skipLocked: true });
    for (const run of waiting) await changeRun(tx, run, "queued", null, []);
    return waiting;
  });
  for (const run of touched) announce(run.jobId);
}
