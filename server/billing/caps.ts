import { type SQL, sql } from "drizzle-orm";
import type { caps } from "#drizzle/schema/index";
import { type Pico, pico } from "#kernel";

export type CapKind = typeof caps.$inferSelect.kind;

/** The one lock order, everywhere: caps by rank and id, the wallet after them. */
export const LOCK_RANK: Readonly<Record<CapKind, number>> = {
  run: 0,
  job: 1,
  api_key: 2,
  project: 3,
  organization_month: 4,
};

/** What a cap caps. `period` is the month's first day; absent for caps without a period. */
export type CapSubject = { readonly kind: CapKind; readonly subjectId: string; readonly period?: string };

/** The limit of a cap whose budget was removed: it counts on, so that a later budget knows what was spent. */
export const NO_LIMIT: Pico = pico(10n ** 38n - 1n);

/** The month of a moment in a time zone, as caps have it: its first day. Both are expressions of SQL. */
export const periodOf = (moment: SQL, timeZone: SQL): SQL<string> =>
  sql`to_char(date_trunc('month', ${moment} at time zone ${timeZone}), 'YYYY-MM-DD')`;
