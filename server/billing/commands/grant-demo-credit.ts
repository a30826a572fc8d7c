import { eq, sql } from "drizzle-orm";
import { transfers, wallets } from "#drizzle/schema/index";
import { InvalidInput, NotFound, newId, type Pico } from "#kernel";
import type { Tx } from "#platform";
import { AGENCY, walletAccount } from "../accounts";

/**
 * Gives an organization credit to try the agency with, once per cause. The wallet must be open.
 * @param cause what it is given for, such as "first start"; a second grant for it changes nothing
 * @returns whether it was given now
 * @throws InvalidInput for an amount that is not above zero | NotFound without a wallet
 */
export async function grantDemoCredit(tx: Tx, orgId: string, amount: Pico, cause: string): Promise<boolean> {
  if (amount <= 0n) throw new InvalidInput("amount", "A credit must be above zero.");
  const wallet = await tx.select({ orgId: wallets.orgId }).from(wallets).where(eq(wallets.orgId, orgId)).for("update");
  if (wallet.length === 0) throw new NotFound("wallet", orgId);
  const posted = await tx
    .insert(transfers)
    .values({
      id: newId(),
      orgId,
      kind: "demo_credit",
      debit: AGENCY.demoCredit,
      credit: walletAccount(orgId),
      amount,
      cause,
    })
    .onConflictDoNothing()
    .returning({ id: transfers.id });
  if (posted.length === 0) return false;
  await tx
    .update(wallets)
    .set({ posted: sql`${wallets.posted} + ${amount.toString()}::numeric` })
    .where(eq(wallets.orgId, orgId));
  return true;
}
