import { sql } from "drizzle-orm";
import { NotFound, type Pico, pico } from "#kernel";
import type { Tx } from "#platform";

/** A wallet that is locked until the transaction ends, and with it its organization's top-ups and promotions. */
export type LockedWallet = {
  readonly orgId: string;
  /** What can leave the wallet: not held, and no promotional credit, which is not the client's to give. Never below zero. */
  readonly free: Pico;
  readonly creditLimit: Pico;
};

/** @throws NotFound without a wallet */
export async function lockWallet(tx: Tx, orgId: string): Promise<LockedWallet> {
  const { rows } = await tx.execute<{ available: string; promotional: string; credit_limit: string }>(sql`
    select posted - held + credit_limit as available, promotional, credit_limit
    from wallets where org_id = ${orgId} for update`);
  const wallet = rows[0];
  if (!wallet) throw new NotFound("wallet", orgId);
  const unheld = wallet.promotional === "0" ? 0n : await unheldPromotions(tx, orgId);
  return {
    orgId,
    free: pico(BigInt(wallet.available) - unheld),
    creditLimit: pico(BigInt(wallet.credit_limit)),
  };
}

/** A statement of its own, after the lock: it sees what the last holder of the lock has committed. */
async function unheldPromotions(tx: Tx, orgId: string): Promise<bigint> {
  const { rows } = await tx.execute<{ unheld: string }>(sql`
    select coalesce(sum(remaining - held), 0)::text as unheld from promotions where org_id = ${orgId} and remaining > 0`);
  return BigInt(rows[0]?.unheld ?? 0);
}
