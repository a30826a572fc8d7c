import { and, eq, sql } from "drizzle-orm";
import { promotions, transfers, wallets } from "#drizzle/schema/index";
import { type Clock, Conflict, InvalidInput, newId, type Pico } from "#kernel";
import { recordAudit, withSystem } from "#platform";
import { AGENCY, walletAccount } from "../accounts";
import { lockWallet } from "../payments/lock-wallet";
import { checkAmount, type Operator } from "../payments/operator";

export type PromotionGrant = {
  readonly orgId: string;
  /** What it is for, as the client reads it. */
  readonly name: string;
  readonly amount: Pico;
  /** NULL: it never expires. */
  readonly expiresAt: Date | null;
  /** A second grant for the same cause changes nothing. */
  readonly cause: string;
};

const MAX_NAME_CHARACTERS = 120;

/**
 * Gives an organization promotional credit, which is spent before paid money.
 * @returns the promotion's id, of the first grant if there was one for this cause
 * @throws InvalidInput for an amount, a name or an expiry that cannot be | NotFound without a wallet
 * @throws Conflict when the cause stands for another promotion
 */
export async function grantPromotion(
  operator: Operator,
  grant: PromotionGrant,
  { clock }: { readonly clock: Clock },
): Promise<string> {
  const { orgId, amount, expiresAt, cause } = grant;
  const name = grant.name.trim();
  checkAmount(amount);
  if (name.length === 0 || name.length > MAX_NAME_CHARACTERS) {
    throw new InvalidInput("name", `Say what the credit is for, in 1 to ${MAX_NAME_CHARACTERS} characters.`);
  }
  if (expiresAt && expiresAt <= clock.now()) {
    throw new InvalidInput("expiresAt", "The credit would have expired already. Choose a later day.");
  }
  return withSystem(async (tx) => {
    await lockWallet(tx, orgId);
    const id = newId();
    const given = await tx
      .insert(promotions)
      .values({ id, orgId, name, amount, remaining: amount, expiresAt, cause })
      .onConflictDoNothing()
      .returning({ id: promotions.id });
    if (given.length === 0) {
      const [first] = await tx
        .select()
        .from(promotions)
        .where(and(eq(promotions.orgId, orgId), eq(promotions.cause, cause)));
      if (!first || first.amount !== amount || first.name !== name) {
        throw new Conflict("This form was sent before, with another amount or name. Load the page anew.", { cause });
      }
      return first.id;
    }
    const credit = walletAccount(orgId);
    await tx
      .insert(transfers)
      .values({ id: newId(), orgId, kind: "promotion", debit: AGENCY.demoCredit, credit, amount, cause: id });
    await tx
      .update(wallets)
      .set({
        posted: sql`${wallets.posted} + ${amount.toString()}::numeric`,
        promotional: sql`${wallets.promotional} + ${amount.toString()}::numeric`,
      })
      .where(eq(wallets.orgId, orgId));
    await recordAudit(tx, {
      orgId,
      actor: operator.label,
      action: "promotion.granted",
      data: { promotionId: id, name, amount: amount.toString(), expiresAt: expiresAt?.toISOString() ?? null },
    });
    return id;
  });
}
