import { sql } from "drizzle-orm";
import { Conflict, minPico, NotFound, type Pico, pico, subPico } from "#kernel";
import type { Tx } from "#platform";
import { drawPromotions, spendDraws } from "../promotions/draws";

/** An open hold whose caps and wallet are locked until the transaction ends. */
export type LockedHold = {
  readonly attemptId: string;
  readonly orgId: string;
  readonly amount: Pico;
  readonly capIds: readonly string[];
  /** What every one of its caps and the wallet have left besides the hold; never below zero. */
  readonly spare: Pico;
  /** Whether the organization has promotional credit, of which some may be drawn. */
  readonly promotional: boolean;
};

type HoldRow = {
  org_id: string;
  state: string;
  amount: string;
  cap_ids: string[];
  caps_spare: string | null;
  wallet_spare: string;
  promotional: boolean;
};

/**
 * Locks an attempt's hold, its caps and the wallet, in the one lock order.
 * @throws NotFound when the attempt has no hold | Conflict when it was settled or released already
 */
export async function lockHold(tx: Tx, attemptId: string): Promise<LockedHold> {
  const { rows } = await tx.execute<HoldRow>(sql`
    with the_hold as materialized (
      select org_id, state, amount, cap_ids from holds where attempt_id = ${attemptId} for update
    ), locked_caps as materialized (
      select c."limit" - c.spent - c.held as spare
      from caps c join the_hold h on c.id = any(h.cap_ids)
      order by c.lock_rank, c.id
      for update of c
    ), locked_wallet as materialized (
      select w.posted - w.held + w.credit_limit as spare, w.promotional > 0 as promotional
      from wallets w join the_hold h on h.org_id = w.org_id
      where (select count(*) from locked_caps) >= 0
      for update of w
    )
    select h.org_id, h.state, h.amount, h.cap_ids, w.spare as wallet_spare, w.promotional,
      (select min(spare) from locked_caps) as caps_spare
    from the_hold h, locked_wallet w`);
  const hold = rows[0];
  if (!hold) throw new NotFound("hold of attempt", attemptId);
  if (hold.state !== "open") {
    throw new Conflict(`The hold of attempt ${attemptId} was ${hold.state} already; it cannot be closed twice.`, {
      attemptId,
    });
  }
  const walletSpare = pico(BigInt(hold.wallet_spare));
  return {
    attemptId,
    orgId: hold.org_id,
    amount: pico(BigInt(hold.amount)),
    capIds: hold.cap_ids,
    spare: hold.caps_spare === null ? walletSpare : minPico(walletSpare, pico(BigInt(hold.caps_spare))),
    promotional: hold.promotional,
  };
}

/**
 * Closes a locked hold: frees its whole amount and spends `cost` (zero when released) from its caps and the wallet;
 * promotional credit goes first.
 */
export async function closeHold(tx: Tx, hold: LockedHold, state: "settled" | "released", cost: Pico): Promise<void> {
  const held = hold.amount.toString();
  const spent = cost.toString();
  if (hold.promotional) {
    if (cost > hold.amount) await drawPromotions(tx, hold, subPico(cost, hold.amount));
    await spendDraws(tx, hold, cost);
  }
  await tx.execute(sql`
    with closed as (
      update holds set state = ${state}, closed_at = now() where attempt_id = ${hold.attemptId}
    ), on_caps as (
      update caps set held = held - ${held}::numeric, spent = spent + ${spent}::numeric
      where id = any(${sql.param(hold.capIds)}::uuid[])
    )
    update wallets set held = held - ${held}::numeric, posted = posted - ${spent}::numeric
    where org_id = ${hold.orgId}`);
}
