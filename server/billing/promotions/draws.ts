import { sql } from "drizzle-orm";
import { type Pico, pico } from "#kernel";
import type { Tx } from "#platform";

/** An open hold and whose it is. Its wallet is locked, and with it all promotions of the organization. */
type Drawing = { readonly attemptId: string; readonly orgId: string };

/**
 * Lets a hold draw on promotions, the soonest to expire first, as far as they reach; paid money carries the rest. Called
 * again for what a charge takes beyond its hold.
 *
 * A promotion counts until its expiry is booked, and never while it is held: so credit that a hold has passed by is
 * still covered by the wallet when it expires.
 */
export async function drawPromotions(tx: Tx, { attemptId, orgId }: Drawing, amount: Pico): Promise<void> {
  await tx.execute(sql`
    with live as (
      select id, remaining - held as free,
        sum(remaining - held) over (order by expires_at nulls last, id) - (remaining - held) as before
      from promotions where org_id = ${orgId} and remaining > held
    ), draws as (
      select id, least(free, ${amount.toString()}::numeric - before)::bigint as amount from live
      where before < ${amount.toString()}::numeric
    ), held_now as (
      update promotions p set held = p.held + d.amount from draws d where p.id = d.id
    )
    insert into hold_draws (attempt_id, promotion_id, org_id, amount)
    select ${attemptId}, id, ${orgId}, amount from draws
    on conflict (attempt_id, promotion_id) do update set amount = hold_draws.amount + excluded.amount`);
}

/**
 * Spends a hold's draws on what its call cost, the soonest to expire first, and gives back what is left of them.
 * @param cost zero when the hold was released
 * @returns how much of the cost was promotional credit
 */
export async function spendDraws(tx: Tx, { attemptId, orgId }: Drawing, cost: Pico): Promise<Pico> {
  const { rows } = await tx.execute<{ spent: string }>(sql`
    with draws as (
      select d.promotion_id, d.amount,
        greatest(0, least(d.amount, ${cost.toString()}::numeric
          - (sum(d.amount) over (order by p.expires_at nulls last, p.id) - d.amount)))::bigint as spent
      from hold_draws d join promotions p on p.id = d.promotion_id
      where d.attempt_id = ${attemptId} and d.spent is null
    ), on_promotions as (
      update promotions p set held = p.held - d.amount, remaining = p.remaining - d.spent
      from draws d where p.id = d.promotion_id
    ), closed as (
      update hold_draws h set spent = d.spent
      from draws d where h.attempt_id = ${attemptId} and h.promotion_id = d.promotion_id
    ), total as (
      select coalesce(sum(spent), 0) as spent from draws
    ), on_wallet as (
      update wallets w set promotional = w.promotional - t.spent from total t where w.org_id = ${orgId} and t.spent > 0
    )
    select spent::text from total`);
  return pico(BigInt(rows[0]?.spent ?? 0));
}
