import { sql } from "drizzle-orm";
import type { Tx } from "#platform";
import { drawPromotions } from "../promotions/draws";
import type { HoldPlan } from "./plan-hold";

/**
 * Reserves what `planHold` decided, in the same transaction: on the caps, on the wallet, and as the attempt's hold.
 * The attempt's row must exist. The database refuses what would pass a limit.
 */
export async function placeHold(tx: Tx, plan: HoldPlan, attemptId: string): Promise<void> {
  const amount = plan.amount.toString();
  await tx.execute(sql`
    with on_caps as (
      update caps set held = held + ${amount}::numeric where id = any(${sql.param(plan.capIds)}::uuid[])
    ), on_wallet as (
      update wallets set held = held + ${amount}::numeric where org_id = ${plan.orgId}
    )
    insert into holds (attempt_id, org_id, amount, cap_ids, state)
    values (${attemptId}, ${plan.orgId}, ${amount}::bigint, ${sql.param(plan.capIds)}::uuid[], 'open')`);
  if (plan.promotional) await drawPromotions(tx, { attemptId, orgId: plan.orgId }, plan.amount);
}
