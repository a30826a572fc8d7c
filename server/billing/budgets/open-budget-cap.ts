import { type SQL, sql } from "drizzle-orm";
import { caps } from "#drizzle/schema/index";
import { newId, type Pico, pico } from "#kernel";
import type { Tx } from "#platform";
import { type CapSubject, LOCK_RANK, periodOf } from "../caps";
import { BudgetBelowSpend } from "../errors";
import { paidNow } from "../queries/call-amounts";

type Opening = CapSubject & { readonly orgId: string; readonly limit: Pico };

/** Holds `h` of attempts `a` of jobs `j` of organizations `o` that fall under a cap. A call belongs to the month of its hold. */
function isUnder({ orgId, kind, subjectId, period }: Opening): SQL {
  switch (kind) {
    case "api_key":
      return sql`j.org_id = ${orgId} and j.posted_by_key_id = ${subjectId}`;
    case "project":
      return sql`j.org_id = ${orgId} and j.project_id = ${subjectId}`;
    case "job":
      return sql`j.org_id = ${orgId} and j.id = ${subjectId}`;
    case "run":
      return sql`a.org_id = ${orgId} and a.run_id = ${subjectId}`;
    case "organization_month":
      return sql`o.id = ${orgId} and ${periodOf(sql`h.created_at`, sql`o.time_zone`)} = ${period}`;
  }
}

/**
 * Puts a cap on a subject that may have been at work already: what its calls have cost counts as spent, what is on hold
 * for those under way as held, to the picodollar, and these holds settle under the cap from now on. The organization's
 * budgets must be locked.
 * @throws BudgetBelowSpend when that is more than the limit
 */
export async function openBudgetCap(tx: Tx, opening: Opening): Promise<void> {
  const { orgId, kind, subjectId, period, limit } = opening;
  const under = sql`join jobs j on j.id = a.job_id join organizations o on o.id = j.org_id where ${isUnder(opening)}`;
  // Whatever settles now does so before its hold is counted, or after it was put under the cap.
  await tx.execute(sql`
    select from holds h join attempts a on a.id = h.attempt_id ${under} and h.state = 'open'
    order by h.attempt_id for update of h`);
  const id = newId();
  const { rows } = await tx.execute<{ held: string; spent: string }>(sql`
    with counted as (
      update holds set cap_ids = cap_ids || ${id}::uuid
      where state <> 'released' and attempt_id in (
        select h.attempt_id from holds h join attempts a on a.id = h.attempt_id ${under})
      returning attempt_id, state, amount
    )
    select
      coalesce(sum(counted.amount) filter (where counted.state = 'open'), 0)::text as held,
      coalesce(sum(${paidNow(sql`counted.attempt_id`)}), 0)::text as spent
    from counted`);
  const held = pico(BigInt(rows[0]?.held ?? 0));
  const spent = pico(BigInt(rows[0]?.spent ?? 0));
  if (spent + held > limit) throw new BudgetBelowSpend({ limit, spent, held });
  await tx.insert(caps).values({ id, orgId, kind, lockRank: LOCK_RANK[kind], subjectId, period, limit, spent, held });
}
