import { sql } from "drizzle-orm";
import type { Clock } from "#kernel";
import { logFor, withSystem } from "#platform";
import { ensureSigningKey } from "../seal/signing-keys";
import { type Closing, closeMonth, closeMonths } from "./close-month";

/** So many organizations are closed by one transaction: memory does not grow with the agency. */
const BATCH = 250;
/** So many transactions at once: while one waits for the counter of invoices, the other prepares its own. */
const LANES = 2;
/** So many organizations are found by one look. */
const LOOK = 8 * BATCH;

/**
 * Closes every month that is due. Stopped in the middle, the next call goes on from there, and any number of processes may
 * do it at once.
 * @param signal stops it between two transactions
 * @returns how many months were closed
 */
export async function closeDue({
  clock,
  signal,
}: {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}): Promise<number> {
  let closed = 0;
  // One round closes one month of each organization that has one due; whoever has slept has more.
  for (let goesOn = true; goesOn && !signal?.aborted; ) {
    const before = closed;
    let hasMore = false;
    for (let after: string | null = null; !signal?.aborted; ) {
      const due: Due[] = await findDue(clock.now(), after);
      if (due.length > 0) await ensureSigningKey();
      closed += await closeInLanes(due, clock, signal);
      hasMore ||= due.some(({ isLast }) => !isLast);
      after = due.length === LOOK ? (due.at(-1)?.orgId ?? null) : null;
      if (after === null) break;
    }
    goesOn = hasMore && closed > before;
  }
  return closed;
}

/** A month to close; `isLast` when the organization has none after it. */
type Due = Closing & { readonly isLast: boolean };

/** Closes batch after batch, in any lane that is free. */
async function closeInLanes(due: readonly Closing[], clock: Clock, signal?: AbortSignal): Promise<number> {
  let taken = 0;
  const work = async (): Promise<number> => {
    let closed = 0;
    while (taken < due.length && !signal?.aborted) {
      const batch = due.slice(taken, taken + BATCH);
      taken += batch.length;
      closed += await closeSome(batch, clock);
    }
    return closed;
  };
  const counts = await Promise.all(Array.from({ length: LANES }, work));
  return counts.reduce((sum, count) => sum + count);
}

/** One organization's trouble must not keep the others from being billed: then each is closed by itself. */
async function closeSome(due: readonly Closing[], clock: Clock): Promise<number> {
  try {
    return await closeMonths(due, { clock });
  } catch (error) {
    logFor({ module: "close" }).warn({ err: error }, "months could not be closed together");
  }
  let closed = 0;
  for (const { orgId, month } of due) {
    try {
      await closeMonth(orgId, month, { clock });
      closed++;
    } catch (error) {
      logFor({ module: "close", orgId }).error({ err: error, month }, "a month could not be closed");
    }
  }
  return closed;
}

/**
 * The earliest month of each organization that has ended, is not closed and has calls, or re-rated calls, that no invoice has; of all
 * organizations after one in one look. Whoever used nothing gets no invoice. A clock that runs ahead closes a month early,
 * and what comes after lands on the next; one that lags closes it late: neither loses a call nor bills one twice.
 */
async function findDue(now: Date, after: string | null): Promise<Due[]> {
  const { rows } = await withSystem((tx) =>
    tx.execute<Due>(sql`
      with unbilled as (
        select org_id, min(month) as month from (
          select org_id, month from tallies where invoice_id is null
          union all
          select u.org_id, to_char(e.created_at at time zone o.time_zone, 'YYYY-MM')
          from unsealed u join usage_events e on e.attempt_id = u.ref_id join organizations o on o.id = u.org_id
          where u.kind = 'usage' and u.tally is null
          union all
          select d.org_id, to_char(d.created_at at time zone o.time_zone, 'YYYY-MM')
          from rerate_deltas d join organizations o on o.id = d.org_id join invoice_lines il on il.event_id = d.event_id
          where not exists (select from invoice_adjustments a where a.delta_id = d.id)) as entries
        group by org_id
      ), behind as (
        select u.org_id, (u.month || '-01')::date as oldest,
          date_trunc('month', ${now.toISOString()}::timestamptz at time zone o.time_zone) - interval '1 month' as ended
        from unbilled u join organizations o on o.id = u.org_id
      )
      select b.org_id as "orgId", open.month, open.is_last as "isLast" from behind b cross join lateral (
        select to_char(m, 'YYYY-MM') as month, count(*) over () = 1 as is_last from generate_series(b.oldest, b.ended, interval '1 month') m
        where not exists (select 1 from monthly_closes c where c.org_id = b.org_id and c.month = to_char(m, 'YYYY-MM'))
        order by m limit 1) open
      where ${after}::uuid is null or b.org_id > ${after}::uuid
      order by b.org_id limit ${LOOK}`),
  );
  return rows;
}
