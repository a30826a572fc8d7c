import { topups } from "#drizzle/schema/index";
import { Conflict, formatUsd, InvalidInput, type OrgScope, type Pico, parseUsd } from "#kernel";
import { env, isPublic, type Tx } from "#platform";
import { isWholeCents } from "./cents";
import { recordFacts } from "./record-facts";
import { stripeAccess } from "./stripe";

/** How wallets of this agency are topped up. NULL: not by their owners. */
export type TopupMethod = "stripe" | "demo" | null;

export const LEAST_TOPUP = parseUsd("1.00");
const MOST_TOPUP = parseUsd("10000.00");
/** Demo money is free, so there is less of it. */
const MOST_DEMO = parseUsd("1000.00");

/** Card payments with Stripe's keys; without them demo money, where only this machine can reach the agency. */
export function topupMethod(): TopupMethod {
  if (stripeAccess()) return "stripe";
  return isPublic(env()) ? null : "demo";
}

/** The most that one top-up may bring, by how it is paid. */
export const mostTopup = (method: TopupMethod): Pico => (method === "demo" ? MOST_DEMO : MOST_TOPUP);

/** @throws InvalidInput naming the field and the bounds */
export function checkTopupAmount(amount: Pico, field: string, most: Pico = MOST_TOPUP): void {
  if (amount >= LEAST_TOPUP && amount <= most && isWholeCents(amount)) return;
  throw new InvalidInput(
    field,
    `Enter an amount from ${formatUsd(LEAST_TOPUP)} to ${formatUsd(most)} US dollars, in whole cents.`,
  );
}

/**
 * Writes down that somebody wants to top up the wallet, before anyone else hears of it. Demo money arrives at once; for a
 * card payment `openCheckout` follows after the commit.
 * @param id of the top-up, for a caller that has promised one
 * @throws InvalidInput for an amount out of bounds | Conflict when the agency takes no payments
 */
export async function createTopup(
  tx: Tx,
  scope: OrgScope,
  { id, amount }: { readonly id: string; readonly amount: Pico },
): Promise<void> {
  const method = topupMethod();
  if (!method) {
    throw new Conflict("This agency takes no card payments. Pay by bank transfer: ask its operator where to.");
  }
  checkTopupAmount(amount, "amount", mostTopup(method));
  const { orgId, actor } = scope;
  await tx.insert(topups).values({ id, orgId, method, amount, state: "pending", createdBy: actor.label });
  if (method === "demo") await recordFacts(tx, { id, orgId }, { paid: amount });
}
