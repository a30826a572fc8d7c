import { sql } from "drizzle-orm";
import type { Tx } from "#platform";
import { drawPromotions } from "../promotions/draws";
import type { HoldPlan } from "./plan-hold";

/** What was decided, and the attempt that it is for. */
export type Placement = { readonly plan: HoldPlan; readonly attemptId: string };

/**
 * Reserves what `planHolds` decided, in the same transaction: on the caps, on the wallets, and as the attempts' holds.
 * The attempts' rows must exist. The database refuses what would pass a limit.
 */
export async function placeHolds(tx: Tx, placements: readonly Placement[]): Promise<void> {
  if (placements.length === 0) return;
  const placed = placements.map(({ plan, attemptId }) => ({
    attempt_id: attemptId,
    org_id: plan.orgId,
    amount: plan.amount.toString(),
    cap_ids: plan.capIds,
  }));
  const keys = (ids: readonly string[]) => sql`any(${sql.param([...new Set(ids)])}::uuid[])`;
  await tx.execute(sql`
    with placed as (
      select * from json_to_recordset(${JSON.stringify(placed)})
        as p (attempt_id uuid, org_id uuid, amount bigint, cap_ids uuid[])
    ), on_caps as (
      update caps c set held = c.held + p.amount
      from (select cap_id, sum(amount) as amount from placed, unnest(cap_ids) as cap_id group by cap_id) p
      where c.id = p.cap_id and c.id = ${keys(placed.flatMap(({ cap_ids }) => cap_ids))}
    ), on_wallets as (
      update wallets w set held = w.held + p.amount
      from (select org_id, sum(amount) as amount from placed group by org_id) p
      where w.org_id = p.org_id and w.org_id = ${keys(placed.map(({ org_id }) => org_id))}
    )
    insert into holds (attempt_id, org_id, amount, cap_ids, state)
    select attempt_id, org_id, amount, cap_ids, 'open' from placed`);
  for (const { plan, attemptId } of placements) {
    if (plan.promotional) await drawPromotions(tx, { attemptId, orgId: plan.orgId }, plan.amount);
  }
}

/** The same for one attempt. */
export const placeHold = (tx: Tx, plan: HoldPlan, attemptId: string): Promise<void> =>
  placeHolds(tx, [{ plan, attemptId }]);
