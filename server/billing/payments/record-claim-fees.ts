import { eq } from "drizzle-orm";
import { topups, transfers } from "#drizzle/schema/index";
import { newId } from "#kernel";
import { recordAudit, type Tx } from "#platform";
import { AGENCY, moving } from "../accounts";
import type { ClaimFee } from "./stripe-facts";

/**
 * Books what Stripe kept for the claims on a top-up as the agency's expense: no wallet moves. Each movement counts once,
 * however many events tell of it.
 */
export async function recordClaimFees(tx: Tx, topupId: string, fees: readonly ClaimFee[]): Promise<void> {
  if (fees.length === 0) return;
  const [topup] = await tx.select({ orgId: topups.orgId }).from(topups).where(eq(topups.id, topupId));
  if (!topup) throw new Error(`top-up ${topupId} has no row`);
  const { orgId } = topup;
  for (const { id, amount } of fees) {
    const booked = await tx
      .insert(transfers)
      .values({
        ...{ id: newId(), orgId, kind: "chargeback_fee", cause: `${topupId}:fee:${id}` },
        ...moving(AGENCY.stripeFees, AGENCY.stripe, amount),
      })
      .onConflictDoNothing()
      .returning({ id: transfers.id });
    if (booked.length === 0) continue;
    const data = { topupId, movement: id, amount: amount.toString() };
    await recordAudit(tx, { orgId, actor: "stripe", action: "topup.chargeback_fee", data });
  }
}
