import { sql } from "drizzle-orm";
import { type Clock, newId } from "#kernel";
import { withSystem } from "#platform";
import { AGENCY } from "../accounts";

/** Each pass takes so many wallets; the next pass takes the rest. */
const BATCH = 100;

/**
 * Takes back promotional credit whose time is over. What open holds draw on stays until they close, and goes with a later
 * pass. Any number of processes may do it at once.
 * @returns how many promotions lost credit
 */
export async function expirePromotions({ clock }: { readonly clock: Clock }): Promise<number> {
  const now = clock.now().toISOString();
  const due = sql`remaining > held and expires_at <= ${now}::timestamptz`;
  return withSystem(async (tx) => {
    // The wallet first, as everywhere: it guards its promotions.
    const locked = await tx.execute<{ org_id: string }>(sql`
      select org_id from wallets
      where promotional > 0 and org_id in (select org_id from promotions where ${due})
      order by org_id limit ${BATCH} for update skip locked`);
    const orgIds = locked.rows.map((row) => row.org_id);
    if (orgIds.length === 0) return 0;
    const { rows: expired } = await tx.execute<{ id: string; org_id: string; remaining: string; expired: string }>(sql`
      select id, org_id, remaining, remaining - held as expired from promotions
      where org_id = any(${sql.param(orgIds)}::uuid[]) and ${due}`);
    if (expired.length === 0) return 0;
    const column = (name: keyof (typeof expired)[number]) => sql.param(expired.map((row) => row[name]));
    await tx.execute(sql`
      with expired as (
        select * from unnest(${sql.param(expired.map(() => newId()))}::uuid[], ${column("id")}::uuid[], ${column("org_id")}::uuid[],
          ${column("remaining")}::bigint[], ${column("expired")}::bigint[]) as e (transfer_id, id, org_id, remaining, amount)
      ), on_promotions as (
        update promotions p set remaining = p.remaining - e.amount from expired e where p.id = e.id
      ), on_wallets as (
        update wallets w set posted = w.posted - e.amount, promotional = w.promotional - e.amount
        from (select org_id, sum(amount) as amount from expired group by org_id) e where w.org_id = e.org_id
      )
      insert into transfers (id, org_id, kind, debit, credit, amount, cause)
      select transfer_id, org_id, 'promotion_expiry', 'wallet:' || org_id, ${AGENCY.demoCredit}, amount,
        -- What remained falls with every part that expires, so it tells the parts apart.
        id || ':' || remaining
      from expired`);
    return expired.length;
  });
}
