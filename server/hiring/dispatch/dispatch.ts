import { and, eq, gt, inArray, isNull, lt, lte, or, sql } from "drizzle-orm";
import { agentVersions, coolDowns, models, runs } from "#drizzle/schema/index";
import { logFor, type Tx, withSystem } from "#platform";
import { shiftJobId, shiftQueue } from "../jobs";
import { computeAdmissions, RAMP_S, seatsAfterCoolDown, type Waiting } from "./rules";

/** Concurrent runs per pool. A local machine answers few at once. */
const SEATS = { hosted: 64, local: 4 } as const;

const seatsOf = (pool: string): number => (pool === "local" ? SEATS.local : SEATS.hosted);

/** An admitted run that no worker claimed in this time was lost by the queue; it is admitted again. */
const CLAIM_WITHIN = sql`interval '15 seconds'`;

/** Only so many candidates per organization are looked at, so that a long queue of one does not slow the others. */
const CANDIDATES_PER_ORG = 64;

/** Serializes dispatchers of all processes, or two would give the same seat away. */
const DISPATCH_LOCK = 7_202_601;

/** It need not wait for the sake of its provider. */
const mayStart = sql`(${runs.notBefore} is null or ${runs.notBefore} <= now())`;

const isNotCooling = or(isNull(coolDowns.until), lte(coolDowns.until, sql`now()`));

const isUnclaimed = or(isNull(runs.admittedAt), lt(runs.admittedAt, sql`now() - ${CLAIM_WITHIN}`));

const hasSeat = or(
  and(eq(runs.status, "working"), gt(runs.leaseUntil, sql`now()`)),
  and(eq(runs.status, "queued"), gt(runs.admittedAt, sql`now() - ${CLAIM_WITHIN}`)),
);

/**
 * Gives free seats to waiting runs, fairly, and enqueues their shifts. Seats in use are counted from unexpired leases and
 * fresh admissions, so nothing holds one for ever. Safe to call from anywhere, any number of times.
 */
export async function dispatch(): Promise<void> {
  const shifts = await withSystem(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${DISPATCH_LOCK})`);
    const candidates = await readCandidates(tx);
    if (candidates.length === 0) return [];
    const seats = await readSeats(tx);
    const open = await withoutRush(tx, candidates, seats);
    const admitted = [...new Set(open.map((run) => run.pool))].flatMap((pool) => {
      const waiting = open.filter((run) => run.pool === pool);
      const taken = seats.get(pool) ?? new Map<string, number>();
      return computeAdmissions(waiting, taken, seatsOf(pool) - sum(taken));
    });
    return admit(
      tx,
      admitted.map(({ runId }) => runId),
    );
  });
  const sent = await Promise.allSettled(
    shifts.map((shift) => shiftQueue.enqueue(shift, { jobId: shiftJobId(shift.runId, shift.shiftNo) })),
  );
  for (const result of sent) {
    // The run stays admitted without a delivery; the reconciler admits it again.
    if (result.status === "rejected")
      logFor({ module: "dispatch" }).error({ err: result.reason }, "a shift was not enqueued");
  }
}

/**
 * Gives these runs their seats. Whoever holds one of them may be about to take it from the queue, and must not hold up all
 * others: it is looked at again at the next dispatch.
 */
async function admit(tx: Tx, runIds: readonly string[]): Promise<{ runId: string; shiftNo: number }[]> {
  const free = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(and(inArray(runs.id, [...runIds]), eq(runs.status, "queued"), isUnclaimed))
    .for("no key update", { skipLocked: true });
  if (free.length === 0) return [];
  return tx
    .update(runs)
    .set({ admittedAt: sql`now()`, shiftNo: sql`${runs.shiftNo} + 1` })
    .where(
      inArray(
        runs.id,
        free.map(({ id }) => id),
      ),
    )
    .returning({ runId: runs.id, shiftNo: runs.shiftNo });
}

/** Gives out seats now. What stands in the way is logged: the reconciler does the same within a second. */
export const tryDispatch = (): Promise<void> =>
  dispatch().catch((error) => logFor({ module: "dispatch" }).error({ err: error }, "dispatch failed"));

type Candidate = Waiting & {
  readonly pool: string;
  readonly modelId: string;
  /** Since its model's cool-down, seconds; null when there was none. */
  readonly cooledS: number | null;
};

/** Runs that need a seat and may have one; none whose model cools down. */
async function readCandidates(tx: Tx): Promise<Candidate[]> {
  const ranked = tx
    .select({
      runId: runs.id,
      orgId: runs.orgId,
      tier: runs.tier,
      pool: runs.pool,
      createdAt: runs.createdAt,
      modelId: agentVersions.modelId,
      cooledS: sql<number | null>`extract(epoch from now() - ${coolDowns.until})::float8`.as("cooled_s"),
      rank: sql<number>`row_number() over (partition by ${runs.orgId}, ${runs.pool} order by ${runs.createdAt}, ${runs.id})::int`.as(
        "rank",
      ),
    })
    .from(runs)
    .innerJoin(agentVersions, eq(agentVersions.id, runs.agentVersionId))
    .innerJoin(models, eq(models.id, agentVersions.modelId))
    // A run in another pool is about to call its verifier.
    .leftJoin(coolDowns, and(eq(coolDowns.modelId, models.id), eq(models.provider, runs.pool)))
    .where(and(eq(runs.status, "queued"), isUnclaimed, mayStart, isNotCooling))
    .as("ranked");
  return tx.select().from(ranked).where(sql`${ranked.rank} <= ${CANDIDATES_PER_ORG}`);
}

/** Only so many runs of a model that has just cooled down, fairly chosen: all at once might make it hot again. */
async function withoutRush(
  tx: Tx,
  candidates: readonly Candidate[],
  seats: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Promise<Candidate[]> {
  const isRecovering = ({ cooledS }: Candidate) => cooledS !== null && cooledS < RAMP_S;
  const open = candidates.filter((run) => !isRecovering(run));
  const recovering = candidates.filter(isRecovering);
  for (const modelId of new Set(recovering.map((run) => run.modelId))) {
    const waiting = recovering.filter((run) => run.modelId === modelId);
    const [first] = waiting;
    if (!first) continue;
    const left = seatsAfterCoolDown(first.cooledS) - (await countAtWork(tx, modelId));
    open.push(...computeAdmissions(waiting, seats.get(first.pool) ?? new Map<string, number>(), left));
  }
  return open;
}

async function countAtWork(tx: Tx, modelId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(runs)
    .innerJoin(agentVersions, eq(agentVersions.id, runs.agentVersionId))
    .where(and(eq(agentVersions.modelId, modelId), hasSeat));
  return row?.count ?? 0;
}

/** How many more runs of a pool could be at work; below zero when it has too many. */
export async function seatsLeft(tx: Tx, pool: string): Promise<number> {
  const taken = (await readSeats(tx)).get(pool) ?? new Map<string, number>();
  return seatsOf(pool) - sum(taken);
}

const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Seats in use: pool → organization → count. */
async function readSeats(tx: Tx): Promise<Map<string, Map<string, number>>> {
  const rows = await tx
    .select({ pool: runs.pool, orgId: runs.orgId, count: sql<number>`count(*)::int` })
    .from(runs)
    .where(hasSeat)
    .groupBy(runs.pool, runs.orgId);
  const seats = new Map<string, Map<string, number>>();
  for (const { pool, orgId, count } of rows) {
    const taken = seats.get(pool) ?? new Map<string, number>();
    seats.set(pool, taken.set(orgId, count));
  }
  return seats;
}
