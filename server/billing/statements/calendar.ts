import { eq, sql } from "drizzle-orm";
import { organizations } from "#drizzle/schema/index";
import { NotFound } from "#kernel";
import type { Tx } from "#platform";
import type { DayRange } from "./days";

/** What day it is where the organization is, and the month it is in. Days as `2026-11-23`. */
export type Calendar = { readonly timeZone: string; readonly today: string; readonly month: DayRange };

/** A stretch of time, `[start, end)`, ISO 8601. */
export type Instants = { readonly start: string; readonly end: string };

/** @throws NotFound */
export async function readCalendar(tx: Tx, orgId: string, now: Date): Promise<Calendar> {
  const here = sql`${now.toISOString()}::timestamptz at time zone ${organizations.timeZone}`;
  const first = sql`date_trunc('month', ${here})`;
  const [row] = await tx
    .select({
      timeZone: organizations.timeZone,
      today: sql<string>`to_char(${here}, 'YYYY-MM-DD')`,
      from: sql<string>`to_char(${first}, 'YYYY-MM-DD')`,
      to: sql<string>`to_char(${first} + interval '1 month - 1 day', 'YYYY-MM-DD')`,
    })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  if (!row) throw new NotFound("organization", orgId);
  const { timeZone, today, from, to } = row;
  return { timeZone, today, month: { from, to } };
}

/** When the days of a range begin and end in a time zone: not every day has 24 hours. */
export async function instantsOf(tx: Tx, { from, to }: DayRange, timeZone: string): Promise<Instants> {
  const { rows } = await tx.execute<{ start: Date | string; end: Date | string }>(sql`
    select ${from}::date::timestamp at time zone ${timeZone} as start,
      (${to}::date + 1)::timestamp at time zone ${timeZone} as end`);
  const [row] = rows;
  if (!row) throw new Error("a select without a table gave no row");
  return { start: new Date(row.start).toISOString(), end: new Date(row.end).toISOString() };
}
