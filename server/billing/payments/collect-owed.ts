import { and, asc, eq, sql } from "drizzle-orm";
import { topups, transfers, wallets } from "#drizzle/schema/index";
import { newId, type Pico } from "#kernel";
import type { Tx } from "#platform";
import { AGENCY, moving, walletAccount } from "../accounts";
import { type Collection, computeCollections } from "./compute-collections";
import { lockWallet } from "./lock-wallet";

/** Which column counts what the wallet gave up. */
const COUNTED = { topup_refund: "returned", chargeback: "recovered" } as const;

/**
 * Takes what payers have back out of the wallet, as far as it is free: what holds and promotions keep is not touched. The rest
 * stays owed, keeps the organization from new calls, and is collected as soon as there is money again. What was collected
 * for a chargeback that is won goes back.
 * @returns what is still owed
 */
export async function collectOwed(tx: Tx, orgId: string): Promise<Pico> {
  const { free } = await lockWallet(tx, orgId);
  const owing = await tx
    .select()
    .from(topups)
    .where(
      and(
        eq(topups.orgId, orgId),
        sql`(${topups.refunded} > ${topups.returned} or ${topups.chargedBack} <> ${topups.recovered})`,
      ),
    )
    .orderBy(asc(topups.createdAt), asc(topups.id));
  const { moves, owed } = computeCollections(free, owing);
  for (const move of moves) await writeMove(tx, orgId, move);
  const moved = moves.reduce((sum, { amount }) => sum + amount, 0n).toString();
  await tx
    .update(wallets)
    .set({ posted: sql`${wallets.posted} - ${moved}::numeric`, owed })
    .where(eq(wallets.orgId, orgId));
  return owed;
}

async function writeMove(tx: Tx, orgId: string, { topupId, kind, amount }: Collection): Promise<void> {
  const id = newId();
  await tx.insert(transfers).values({
    id,
    orgId,
    kind,
    ...moving(walletAccount(orgId), AGENCY.receivable, amount),
    // An amount may come and go several times; the locks see to it that each time is booked once.
    cause: `${topupId}:collected:${id}`,
  });
  const counted = topups[COUNTED[kind]];
  await tx
    .update(topups)
    .set({ [COUNTED[kind]]: sql`${counted} + ${amount.toString()}::bigint` })
    .where(eq(topups.id, topupId));
}
