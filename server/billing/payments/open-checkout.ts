import { and, eq } from "drizzle-orm";
import type Stripe from "stripe";
import { autoTopups, topups } from "#drizzle/schema/index";
import { NotFound, type OrgScope } from "#kernel";
import { env, publicUrl, withOrg } from "#platform";
import { centsOf } from "./cents";
import { stripeAccess, stripeUnavailable } from "./stripe";
import type { TopupMetadata } from "./stripe-facts";
import type { TopupRow } from "./topup-facts";

/**
 * Opens Stripe's page for a pending top-up. Called again it finds the same page, so that a payer can go back to it.
 * @param saveCard ask the payer to let us keep the card, for automatic top-ups
 * @returns the page's address; NULL when there is nothing (more) to pay there
 * @throws NotFound | DomainError unavailable when Stripe does not answer; then the top-up stays pending, and may be tried again
 */
export async function openCheckout(
  scope: OrgScope,
  topupId: string,
  { saveCard }: { readonly saveCard: boolean },
): Promise<string | null> {
  const { topup, customer } = await readTopup(scope, topupId);
  const client = stripeAccess()?.client;
  if (!client || topup.method !== "stripe" || topup.automatic || topup.state !== "pending") return null;
  const session = await askStripe(() =>
    topup.stripeSession
      ? client.checkout.sessions.retrieve(topup.stripeSession)
      : // The same key opens the same session, should we have crashed before we wrote its id down.
        client.checkout.sessions.create(sessionOf(topup, customer, saveCard), { idempotencyKey: `topup-${topup.id}` }),
  );
  if (!topup.stripeSession) {
    await withOrg(scope, (tx) =>
      tx
        .update(topups)
        .set({ stripeSession: session.id })
        .where(and(eq(topups.id, topup.id), eq(topups.orgId, scope.orgId))),
    );
  }
  return session.url;
}

function readTopup(scope: OrgScope, id: string) {
  const { orgId } = scope;
  return withOrg(scope, async (tx) => {
    const [topup] = await tx
      .select()
      .from(topups)
      .where(and(eq(topups.id, id), eq(topups.orgId, orgId)));
    if (!topup) throw new NotFound("top-up", id);
    const [card] = await tx
      .select({ customer: autoTopups.stripeCustomer })
      .from(autoTopups)
      .where(eq(autoTopups.orgId, orgId));
    return { topup, customer: card?.customer ?? null };
  });
}

async function askStripe<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw stripeUnavailable(error);
  }
}

function sessionOf(topup: TopupRow, customer: string | null, saveCard: boolean): Stripe.Checkout.SessionCreateParams {
  const metadata: TopupMetadata = { topupId: topup.id, automatic: "false" };
  const wallet = `${publicUrl(env())}/wallet`;
  return {
    mode: "payment",
    client_reference_id: topup.id,
    metadata: { ...metadata },
    // The charge inherits this, so that a refund names its top-up by itself.
    payment_intent_data: {
      metadata: { ...metadata },
      ...(saveCard ? { setup_future_usage: "off_session" as const } : {}),
    },
    ...(customer ? { customer } : { customer_creation: saveCard ? ("always" as const) : ("if_required" as const) }),
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: "usd",
          unit_amount: centsOf(topup.amount),
          product_data: { name: "Wallet top-up" },
        },
      },
    ],
    success_url: `${wallet}?topup=${topup.id}`,
    cancel_url: `${wallet}?cancelled=${topup.id}`,
  };
}
