import type { caps } from "#drizzle/schema/index";

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
