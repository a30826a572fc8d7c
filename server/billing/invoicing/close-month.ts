import { and, eq, sql } from "drizzle-orm";
import { monthlyCloses } from "#drizzle/schema/index";
import { type Clock, Conflict, InvalidInput, newId } from "#kernel";
import { logFor, type Tx, withSystem } from "#platform";
import { billCustomer } from "../commands/issue-invoice";
import { lockCustomer } from "./customer";

/** `2026-11` */
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Organizations that one look finds; the next look finds the rest. */
const BATCH = 200;

/**
 * Closes a month of an organization, in its own time zone: bills every call that was charged before the month's end and
 * that no invoice has, late ones of earlier months too. What settles meanwhile lands on the next invoice. Closing again
 * changes nothing; two at once are one.
 * @returns the invoice of the month, also when it was closed before
 * @throws InvalidInput for what is no month | Conflict while it lasts | NotFound
 */
export async function closeMonth(orgId: string, month: string, { clock }: { readonly clock: Clock }): Promise<string> {
  if (!MONTH.test(month)) throw new InvalidInput("month", "A month is written like 2026-11.");
  return withSystem(async (tx) => {
    const customer = await lockCustomer(tx, orgId);
    const [closed] = await tx
      .select({ invoiceId: monthlyCloses.invoiceId })
      .from(monthlyCloses)
      .where(and(eq(monthlyCloses.orgId, orgId), eq(monthlyCloses.month, month)));
    if (closed) return closed.invoiceId;
    const now = clock.now();
    const before = await endOf(tx, month, customer.timeZone);
    if (now < before) throw new Conflict(`${month} has not ended yet in ${customer.timeZone}.`, { month });
    const invoiceId = await billCustomer(tx, orgId, customer, { id: newId(), now, closed: { month, before } });
    await tx.insert(monthlyCloses).values({ orgId, month, invoiceId });
    return invoiceId;
  });
}

/** The first moment after a month in a time zone, whatever its clocks do that night. */
async function endOf(tx: Tx, month: string, timeZone: string): Promise<Date> {
  const { rows } = await tx.execute<{ end: string }>(
    sql`select ((${`${month}-01`}::date + interval '1 month') at time zone ${timeZone}) as end`,
  );
  const [row] = rows;
  if (!row) throw new Error("the database did not say when the month ends");
  return new Date(row.end);
}

type Due = { org_id: string; month: string };

/**
 * The earliest month of each organization that has ended, is not closed and has calls that no invoice has; of all
 * organizations in one look. Whoever used nothing gets no invoice. A clock that runs ahead closes a month early, and what
 * comes after lands on the next; one that lags closes it late: neither loses a call nor bills one twice.
 */
async function findDue(now: Date): Promise<Due[]> {
  const { rows } = await withSystem((tx) =>
    tx.execute<Due>(sql`
      with zones as (
        select o.id, o.time_zone, date_trunc('month', ${now.toISOString()}::timestamptz at time zone o.time_zone) as this_month
        from organizations o
      ), behind as (
        select z.id, z.time_zone, z.this_month, oldest.created_at
        from zones z cross join lateral (
          select e.created_at from usage_events e
          where e.org_id = z.id and e.created_at < z.this_month at time zone z.time_zone
            and not exists (select 1 from invoice_lines il where il.event_id = e.attempt_id)
          order by e.created_at limit 1) oldest
      )
      select b.id as org_id, open.month from behind b cross join lateral (
        select to_char(m, 'YYYY-MM') as month
        from generate_series(date_trunc('month', b.created_at at time zone b.time_zone), b.this_month - interval '1 month', interval '1 month') m
        where not exists (select 1 from monthly_closes c where c.org_id = b.id and c.month = to_char(m, 'YYYY-MM'))
        order by m limit 1) open
      order by b.id limit ${BATCH}`),
  );
  return rows;
}

/**
 * Closes every month that is due, one transaction each: stopped in the middle, the next call goes on from there, and any
 * number of processes may do it at once.
 * @param signal stops it between two of them
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
  for (;;) {
    const due = await findDue(clock.now());
    let failed = 0;
    for (const { org_id: orgId, month } of due) {
      if (signal?.aborted) return closed;
      try {
        await closeMonth(orgId, month, { clock });
        closed++;
      } catch (error) {
        // One organization's trouble must not keep the others from being billed.
        failed++;
        logFor({ module: "close", orgId }).error({ err: error, month }, "a month could not be closed");
      }
    }
    if (due.length === 0 || failed > 0) return closed;
  }
}
