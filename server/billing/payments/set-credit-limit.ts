import { eq } from "drizzle-orm";
import { wallets } from "#drizzle/schema/index";
import { formatUsd, InvalidInput, type Pico, subPico } from "#kernel";
import { recordAudit, withSystem } from "#platform";
import { isWholeCents } from "./cents";
import { lockWallet } from "./lock-wallet";
import { MOST_ENTRY, type Operator } from "./operator";

/**
 * Says how far an organization may go below zero: above zero it pays after use, by invoice. Lowered no further than what
 * it has used already.
 * @throws InvalidInput | NotFound without a wallet
 */
export async function setCreditLimit(operator: Operator, orgId: string, limit: Pico): Promise<void> {
  if (limit < 0n || limit > MOST_ENTRY || !isWholeCents(limit)) {
    throw new InvalidInput(
      "limit",
      `Enter a limit from 0.00 to ${formatUsd(MOST_ENTRY)} US dollars, in whole cents; 0.00 is none.`,
    );
  }
  await withSystem(async (tx) => {
    const { free, creditLimit } = await lockWallet(tx, orgId);
    const used = subPico(creditLimit, free);
    if (limit < used) {
      throw new InvalidInput(
        "limit",
        `${formatUsd(used)} US dollars of the credit are used or held at this moment; the limit cannot be lower.`,
      );
    }
    await tx.update(wallets).set({ creditLimit: limit }).where(eq(wallets.orgId, orgId));
    const data = { from: creditLimit.toString(), to: limit.toString() };
    await recordAudit(tx, { orgId, actor: operator.label, action: "credit_limit.set", data });
  });
}
