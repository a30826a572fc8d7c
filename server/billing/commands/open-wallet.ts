import { wallets } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import { openAccounts } from "../accounts";

/** Gives an organization an empty wallet; once, so it may be called again. System transactions only. */
export async function openWallet(tx: Tx, orgId: string): Promise<void> {
  await openAccounts(tx, orgId);
  await tx.insert(wallets).values({ orgId }).onConflictDoNothing();
}
