import { and, asc, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { events, runs } from "#drizzle/schema/index";
import { announce, appendEvents, type EventType, type NewEvent } from "#events";
import { type Tx, withSystem } from "#platform";
import { oneByOne } from "../one-by-one";
import { repeat } from "../repeat";
import { lockJob, type RunRow } from "../run-changes";
import { loseOpenAttempts } from "../shift/claim-run";
import { failAtOurExpense } from "../shift/fail-run";
import { takeBack } from "../take-back";
import { atWorkOn } from "./at-work-on";
import { MAX_STALLS, measureFor, QUIET_MS } from "./rules";
import { whyQueued } from "./why-queued";

const EVERY_MS = 5_000;
/** Each pass takes so many; the next pass takes the rest. */
const BATCH = 100;

/** What tells that a run got on since it stalled last. */
const PROGRESS: readonly EventType[] = [
  "step.settled",
  "run.compacted",
  "tool.finished",
  "verification.settled",
  "delivery.checked",
  "wait.resolved",
  "run.resumed",
];

const quietSince = sql`${runs.progressAt} + ${QUIET_MS} * interval '1 millisecond'`;
const isQuiet = sql<boolean>`${quietSince} < now()`;
/** Neither two minutes nor what it is at allow for it. */
const isOverdue = sql<boolean>`greatest(${quietSince}, ${runs.quietUntil}) < now()`;
/** It has got on after its people were told. */
const isBack = sql<boolean>`coalesce(${runs.progressAt} > ${runs.stalledAt}, false)`;
const isAtWork = eq(runs.status, "working");

/** Tells that a shift was ended for making no progress. */
const endsShift = and(eq(events.type, "run.stalled"), sql`${events.data} -> 'endsShift' = 'true'`);

const needsMeasure: SQL | undefined = and(
  // In so many words: the index is of these alone.
  sql`${runs.status} in ('queued', 'working')`,
  or(and(isNull(runs.stalledAt), isQuiet), and(isNotNull(runs.stalledAt), isAtWork, or(isBack, isOverdue))),
);

/**
 * Tells people of runs that make no progress, and why, and takes those at work from shifts that have come to nothing: others go on
 * with them, or they fail where that was tried in vain. Any number of processes may do it at once.
 */
export async function tendStalled(): Promise<void> {
  const found = await withSystem((tx) =>
    tx.select({ id: runs.id }).from(runs).where(needsMeasure).orderBy(asc(runs.id)).limit(BATCH),
  );
  await oneByOne(found, "stalled", async ({ id }) => {
    const jobId = await withSystem((tx) => tend(tx, id));
    if (jobId !== null) announce(jobId);
  });
}

/** Does so again and again, in workers and in the web: without any worker, someone has to say so. @returns ends it */
export const watchStalled = (): (() => Promise<void>) => repeat("stalled", tendStalled, EVERY_MS);

/** @returns the job of a run that something was done about */
async function tend(tx: Tx, runId: string): Promise<string | null> {
  const [found] = await tx
    .select({ run: runs, isOverdue, isBack })
    .from(runs)
    .where(and(eq(runs.id, runId), needsMeasure))
    .for("update", { skipLocked: true });
  if (!found) return null;
  const { run, ...facts } = found;
  const stalls = await countStalls(tx, run);
  const measure = measureFor({
    status: run.status === "queued" ? "queued" : "working",
    isFlagged: run.stalledAt !== null,
    ...facts,
    stalls,
  });
  const since = run.progressAt.toISOString();
  const stalled = (reason: string, endsShift: boolean): NewEvent => ({
    runId,
    type: "run.stalled",
    data: { since, reason, endsShift },
  });
  switch (measure) {
    case "none":
      return null;
    case "revive":
      await mark(tx, run, null, { runId, type: "run.revived", data: {} });
      break;
    case "flag": {
      const reason = run.status === "queued" ? await whyQueued(tx, run, new Date()) : patience(await atWorkOn(tx, run));
      await mark(tx, run, sql`now()`, stalled(reason, false));
      break;
    }
    case "retry": {
      const at = await atWorkOn(tx, run);
      const reason = `It made no progress while it was ${at}. That shift was ended (${stalls + 1} of ${MAX_STALLS}); another goes on after what is written down.`;
      await takeBack(tx, run, `It made no progress while it was ${at}.`, [stalled(reason, true)]);
      break;
    }
    case "fail":
      await (run.cancelRequestedBy === null ? giveUp(tx, run, stalls + 1) : takeBack(tx, run));
      break;
  }
  return run.jobId;
}

const patience = (at: string): string =>
  `Nothing has come while it was ${at}. This may take longer than most; if nothing comes at all, it is ended and tried again.`;

async function giveUp(tx: Tx, run: RunRow, stalls: number): Promise<void> {
  const reason = `It stalled ${stalls} times without progress in between, the last time while it was ${await atWorkOn(tx, run)}.`;
  await appendEvents(tx, run.orgId, run.jobId, await loseOpenAttempts(tx, run, reason));
  await failAtOurExpense(tx, run, reason);
}

/** Shifts of it that were ended for making no progress, since it made some. */
async function countStalls(tx: Tx, { id: runId, jobId }: RunRow): Promise<number> {
  const told = await tx
    .select({ type: events.type })
    .from(events)
    .where(and(eq(events.jobId, jobId), eq(events.runId, runId), or(inArray(events.type, [...PROGRESS]), endsShift)))
    .orderBy(desc(events.seq))
    .limit(MAX_STALLS);
  const since = told.findIndex(({ type }) => type !== "run.stalled");
  return since < 0 ? told.length : since;
}

/** Notes since when a run is stalled, and tells. */
async function mark(tx: Tx, run: RunRow, stalledAt: SQL | null, news: NewEvent): Promise<void> {
  await lockJob(tx, run.jobId);
  await tx.update(runs).set({ stalledAt }).where(eq(runs.id, run.id));
  await appendEvents(tx, run.orgId, run.jobId, [news]);
}
