import { and, eq, lt, type SQL, sql } from "drizzle-orm";
import { isAffordable } from "#billing";
import { runs } from "#drizzle/schema/index";
import { announce } from "#events";
import { type Tx, withSystem } from "#platform";
import { handBack } from "./crew/hand-back";
import { dispatch } from "./dispatch/dispatch";
import { oneByOne } from "./one-by-one";
import { changeRun, type RunRow } from "./run-changes";
import { takeBack } from "./take-back";

/** Each pass takes so many of a kind; the next pass takes the rest. */
const BATCH = 100;

/**
 * Brings the world in line with what the database says: runs whose worker went silent queue again (or end, if their client
 * wished so), runs that waited for money go on once there is enough, managers once their crew's work has come, and free seats
 * are given out. Any number of processes may do it at once. What fails for one keeps no other from getting on.
 */
export async function reconcile(): Promise<void> {
  await oneByOne([takeBackExpired, resumeAffordable, handBack, dispatch], "reconcile", (duty) => duty());
}

async function takeBackExpired(): Promise<void> {
  const isExpired = and(eq(runs.status, "working"), lt(runs.leaseUntil, sql`now()`));
  const expired = await withSystem((tx) =>
    tx.select({ id: runs.id }).from(runs).where(isExpired).orderBy(runs.id).limit(BATCH),
  );
  await oneByOne(expired, "take back", ({ id }) => changeIf(id, isExpired, takeBack));
}

/** Changes a run that still is as it was found, unless another process is at it. */
async function changeIf(
  runId: string,
  isStill: SQL | undefined,
  change: (tx: Tx, run: RunRow) => Promise<void>,
): Promise<void> {
  const jobId = await withSystem(async (tx) => {
    const [run] = await tx
      .select()
      .from(runs)
      .where(and(eq(runs.id, runId), isStill))
      .for("update", { skipLocked: true });
    if (!run) return null;
    await change(tx, run);
    return run.jobId;
  });
  if (jobId !== null) announce(jobId);
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
  const { rows: affordable } = await withSystem((tx) =>
    tx.execute<{ id: string }>(sql`
      select r.id
      from runs r
        join jobs j on j.id = r.job_id
        join organizations o on o.id = r.org_id
      where r.status = 'waiting' and r.reason = 'budget'
        and (r.waiting_until is null or r.waiting_until <= now())
        and ${isAffordable(nextCall, sql`r.waiting_for`)}
      order by r.id
      limit ${BATCH}`),
  );
  const waitsForMoney = and(eq(runs.status, "waiting"), eq(runs.reason, "budget"));
  await oneByOne(affordable, "resume", ({ id }) =>
    changeIf(id, waitsForMoney, (tx, run) => changeRun(tx, run, "queued", null, [])),
  );
}
