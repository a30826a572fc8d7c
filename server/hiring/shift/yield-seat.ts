import { and, eq, sql } from "drizzle-orm";
import { runs } from "#drizzle/schema/index";
import type { NewEvent } from "#events";
import type { BackoffCause } from "#kernel";
import type { Tx } from "#platform";
import { changeRun, type RunRow } from "../run-changes";

/** Gives the seat of a locked run back: it queues for the next worker, pauses, or is cancelled, as its client wished. */
export const yieldSeat = (tx: Tx, run: RunRow, news: readonly NewEvent[]): Promise<void> =>
  changeRun(tx, run, "queued", null, news);

/** Why and how long a run waits for a provider. */
export type Backoff = {
  readonly provider: string;
  readonly cause: BackoffCause;
  readonly inMs: number;
  /** For people. */
  readonly message: string;
};

/** Gives the seat of a locked run back; it is not admitted again before its provider may be called. */
export async function backOff(tx: Tx, run: RunRow, { provider, cause, inMs, message }: Backoff): Promise<void> {
  const { rows } = await tx.execute<{ until: Date }>(
    sql`select date_trunc('milliseconds', now() + ${inMs} * interval '1 millisecond') as until`,
  );
  const until = new Date(rows[0]?.until ?? Date.now() + inMs);
  const data = { provider, cause, until: until.toISOString(), message };
  await yieldSeat(tx, run, [{ runId: run.id, type: "run.backoff", data }]);
  await tx
    .update(runs)
    // Nothing is expected of it before: only then does it begin to be quiet.
    .set({ notBefore: until, awaitedProvider: provider, backoffCause: cause, progressAt: until })
    .where(and(eq(runs.id, run.id), eq(runs.status, "queued")));
}

/** Gives the seat of a locked run back for one in the pool of the provider that its next call is made to. */
export async function changePool(tx: Tx, run: RunRow, pool: string): Promise<void> {
  await tx.update(runs).set({ pool }).where(eq(runs.id, run.id));
  await yieldSeat(tx, run, []);
}
