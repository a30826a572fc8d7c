import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "#platform";

/** One invariant, looked at over the whole database. */
export type CheckResult = {
  /** The invariant, as a sentence. */
  readonly name: string;
  /** Rows it looked at. */
  readonly checked: number;
  readonly violations: number;
  /** The first violation; NULL when it holds. */
  readonly first: string | null;
};

export type Check = { readonly name: string; run(tx: Tx): Promise<Omit<CheckResult, "name">> };

/**
 * A check inside the database, which streams it.
 * @param facts a query of `subject` (what was looked at) and `problem` (NULL when in order)
 */
export const sqlCheck = (name: string, facts: SQL): Check => ({
  name,
  async run(tx) {
    const { rows } = await tx.execute<{ checked: number; violations: number; first: string | null }>(sql`
      select count(*)::int as checked, count(problem)::int as violations,
        min(subject || ' ' || problem) filter (where problem is not null) as first
      from (${facts}) as facts`);
    return rows[0] ?? { checked: 0, violations: 0, first: null };
  },
});

/** What each call cost its client in the end: charges less what was given back, by credits and by credit notes, and re-rated. */
export const NET_OF_CALLS = sql`
  select attempt_id, case kind when 'charge' then amount else -amount end as amount
  from transfers where kind in ('charge', 'overrun_credit', 'fault_credit')
  union all select event_id, -amount from credit_note_lines
  union all select event_id, amount from rerate_deltas`;
