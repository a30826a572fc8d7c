import { eq, gt, sql } from "drizzle-orm";
import { coolDowns } from "#drizzle/schema/index";
import { withSystem } from "#platform";
import type { ModelCallFailed } from "#runtime";

export type Cause = (typeof coolDowns.$inferSelect)["cause"];

/** A cool-down that ended longer ago than this has nothing to do with the next. */
const FORGOTTEN_AFTER_MS = 2 * 60_000;

/** Since when this process has had answers from models, by their ids; milliseconds of its own clock. */
const answeredAt = new Map<string, number>();

/** Notes that a model has answered: it is not down. */
export const noteAnswer = (modelId: string): void => void answeredAt.set(modelId, performance.now());

/** Whether a model has answered this process in the last so many milliseconds. */
const hasAnsweredWithin = (modelId: string, ms: number): boolean =>
  performance.now() - (answeredAt.get(modelId) ?? Number.NEGATIVE_INFINITY) <= ms;

/**
 * Whether other runs would fare the same: the provider has said so, or nobody here has had an answer since this call
 * began to fail. A request that breaks its provider every time must not keep the others from theirs.
 * @param lastsMs for how long it has failed
 */
export function concernsAll(
  { kind, facts }: Pick<ModelCallFailed, "kind" | "facts">,
  modelId: string,
  lastsMs: number,
): boolean {
  if (kind === "malformed") return false;
  return kind === "rate_limited" || facts.retryAfterMs !== undefined || !hasAnsweredWithin(modelId, lastsMs);
}

/** How many cool-downs of a model followed each other until now; none when it has answered since, or long ago. */
export async function readStrikes(modelId: string): Promise<number> {
  const [last] = await withSystem((tx) =>
    tx
      .select({
        strikes: coolDowns.strikes,
        endedMs: sql<number>`(extract(epoch from now() - ${coolDowns.until}) * 1000)::float8`,
      })
      .from(coolDowns)
      .where(eq(coolDowns.modelId, modelId)),
  );
  if (!last || last.endedMs > FORGOTTEN_AFTER_MS || hasAnsweredWithin(modelId, Math.max(0, last.endedMs))) return 0;
  return last.strikes;
}

/**
 * Leaves a model alone for so many milliseconds: no worker calls it, and none of its runs gets a seat. One that is under
 * way is only made longer.
 * @param strikes how many have gone before without an answer in between
 */
export async function coolDown(modelId: string, coolMs: number, cause: Cause, strikes: number): Promise<void> {
  const until = sql`now() + ${coolMs} * interval '1 millisecond'`;
  const isUnderWay = sql`${coolDowns.until} > now()`;
  await withSystem((tx) =>
    tx
      .insert(coolDowns)
      .values({ modelId, until, cause, strikes: strikes + 1 })
      .onConflictDoUpdate({
        target: coolDowns.modelId,
        set: {
          until: sql`greatest(${coolDowns.until}, excluded.until)`,
          cause: sql`case when excluded.until > ${coolDowns.until} then excluded.cause else ${coolDowns.cause} end`,
          strikes: sql`case when ${isUnderWay} then ${coolDowns.strikes} else excluded.strikes end`,
        },
      }),
  );
}

/** Models that nobody calls now, by their ids: until when, and why. */
export type Cooling = ReadonlyMap<string, { readonly until: Date; readonly cause: Cause }>;

/** The models that cool down at this moment. */
export function readCooling(): Promise<Cooling> {
  return withSystem(async (tx) => {
    const rows = await tx.select().from(coolDowns).where(gt(coolDowns.until, sql`now()`));
    return new Map(rows.map(({ modelId, until, cause }) => [modelId, { until, cause }]));
  });
}
