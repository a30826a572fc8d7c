import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import { rateLimits, rateUses } from "#drizzle/schema/index";
import { type Tx, withSystem } from "#platform";
import { type Limit, queueMs, roomAt, type Want, windowStart } from "./window";

/** What a call has taken of the limits that it falls under, until it is known what it used. */
export type Taken = { readonly subjects: readonly string[]; readonly second: number; readonly tokens: bigint };

type LimitRow = typeof rateLimits.$inferSelect;

const limitOf = ({ requestsPerMinute, tokensPerMinute }: LimitRow): Limit => ({
  requests: requestsPerMinute,
  tokens: tokensPerMinute,
});

/** Locks limits, in the order of their subjects: whoever takes of them or gives back comes one after the other. */
const lockLimits = (tx: Tx, subjects: readonly string[]): Promise<LimitRow[]> =>
  tx
    .select()
    .from(rateLimits)
    .where(inArray(rateLimits.subject, [...subjects]))
    .orderBy(asc(rateLimits.subject))
    .for("update");

/** The second of now by the database's clock, which all workers share; taken under the lock. */
async function readSecond(tx: Tx): Promise<number> {
  const { rows } = await tx.execute<{ second: number }>(
    sql`select floor(extract(epoch from clock_timestamp()))::float8 as second`,
  );
  return rows[0]?.second ?? 0;
}

/**
 * Takes one request and an estimate of its tokens from all of these limits, or from none.
 * @returns what was taken, or in how many milliseconds there will be room, those that wait already considered
 */
export function takeRoom(subjects: readonly string[], want: Want): Promise<Taken | { readonly inMs: number }> {
  return withSystem(async (tx) => {
    const limits = await lockLimits(tx, subjects);
    const now = await readSecond(tx);
    const locked = limits.map(({ subject }) => subject);
    const taken: Taken = { subjects: locked, second: now, tokens: want.tokens };
    if (locked.length === 0) return taken;
    const uses = await tx
      .select()
      .from(rateUses)
      .where(and(inArray(rateUses.subject, locked), sql`${rateUses.second} >= ${windowStart(now)}`));
    const waits = limits.map((row) => {
      const own = uses.filter(({ subject }) => subject === row.subject);
      return { row, seconds: roomAt(limitOf(row), own, want, now) - now };
    });
    const longest = waits.reduce((a, b) => (b.seconds > a.seconds ? b : a));
    if (longest.seconds > 0) {
      const ahead = await countWaiting(tx, longest.row);
      return { inMs: longest.seconds * 1_000 + queueMs(limitOf(longest.row), want, ahead) };
    }
    await tx.delete(rateUses).where(and(inArray(rateUses.subject, locked), lt(rateUses.second, windowStart(now))));
    await tx
      .insert(rateUses)
      .values(locked.map((subject) => ({ subject, second: now, requests: 1, tokens: want.tokens })))
      .onConflictDoUpdate({
        target: [rateUses.subject, rateUses.second],
        set: {
          requests: sql`${rateUses.requests} + 1`,
          tokens: sql`${rateUses.tokens} + excluded.tokens`,
        },
      });
    return taken;
  });
}

/** Runs that wait for room in a limit, and will come back by themselves. */
async function countWaiting(tx: Tx, { provider, modelId }: LimitRow): Promise<number> {
  const { rows } = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count
    from runs r join agent_versions v on v.id = r.agent_version_id
    where r.status = 'queued' and r.backoff_cause = 'limit' and r.awaited_provider = ${provider}
      and r.not_before > now() and (${modelId}::uuid is null or v.model_id = ${modelId})`);
  return rows[0]?.count ?? 0;
}

/**
 * Corrects what was taken to what was used.
 * @param used null when the call was never made, or made no use
 */
export function giveBack({ subjects, second, tokens }: Taken, used: Want | null): Promise<void> {
  return withSystem(async (tx) => {
    const locked = (await lockLimits(tx, subjects)).map(({ subject }) => subject);
    if (locked.length === 0) return;
    const less = tokens - (used?.tokens ?? 0n);
    await tx
      .update(rateUses)
      .set({
        requests: sql`greatest(0, ${rateUses.requests} - ${used ? 0 : 1})`,
        tokens: sql`greatest(0, ${rateUses.tokens} - ${less.toString()}::bigint)`,
      })
      .where(and(inArray(rateUses.subject, locked), eq(rateUses.second, second)));
  });
}
