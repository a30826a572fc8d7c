import { sql } from "drizzle-orm";
import Stripe from "stripe";
import { topups } from "#drizzle/schema/index";
import { type Clock, newId, type Pico, pico } from "#kernel";
import { logFor, withSystem } from "#platform";
import { centsOf } from "./cents";
import { recordNews } from "./receive-stripe-event";
import type { TellTopup } from "./record-facts";
import { stripeAccess } from "./stripe";
import { newsOfIntent, type StripeNews, type TopupMetadata } from "./stripe-facts";

/** Each pass charges so many; the next pass takes the rest. */
const BATCH = 20;
/** Whoever charges has so long, before another may try; it is also how long a silent Stripe is left alone. Seconds. */
const CLAIM_SECONDS = 60;

export type Tending = { readonly clock: Clock; readonly tell: TellTopup };

type Charge = {
  readonly topupId: string;
  readonly orgId: string;
  readonly amount: Pico;
  readonly customer: string;
  readonly paymentMethod: string;
};

/**
 * Charges the kept cards of wallets that have fallen below their threshold: one payment at a time for each, whose row
 * is written before Stripe hears of it. A refused card pauses the wallet for a day and is told to its people; a Stripe that
 * does not answer is asked again a minute later, under the same key, so that nobody pays twice. Without Stripe keys it
 * does nothing. Any number of processes may do it at once.
 * @returns how many it tried to charge
 */
export async function chargeAutoTopups({ clock, tell }: Tending): Promise<number> {
  const client = stripeAccess()?.client;
  if (!client) return 0;
  const charges = await claimCharges(clock.now());
  for (const charge of charges) {
    const news = await chargeCard(client, charge);
    if (news) await withSystem((tx) => recordNews(tx, news, tell));
  }
  return charges.length;
}

type Due = {
  org_id: string;
  amount: string;
  customer: string;
  payment_method: string;
  topup_id: string | null;
};

async function claimCharges(now: Date): Promise<Charge[]> {
  return withSystem(async (tx) => {
    // A pending top-up without a payment intent was written down, but its answer never was: the same is asked again.
    const { rows } = await tx.execute<Due>(sql`
      select a.org_id, coalesce(t.amount, a.amount)::text as amount, a.stripe_customer as customer,
        a.stripe_payment_method as payment_method, t.id as topup_id
      from auto_topups a
        join wallets w on w.org_id = a.org_id
        left join topups t on t.org_id = a.org_id and t.automatic and t.state = 'pending'
      where a.enabled and a.stripe_payment_method is not null and a.stripe_customer is not null
        and (a.paused_until is null or a.paused_until <= ${now.toISOString()}::timestamptz)
        and case when t.id is null then w.posted - w.held + w.credit_limit < a.threshold else t.stripe_payment_intent is null end
      order by a.org_id limit ${BATCH} for update of a skip locked`);
    if (rows.length === 0) return [];
    const charges = rows.map((due) => ({
      topupId: due.topup_id ?? newId(),
      isNew: due.topup_id === null,
      orgId: due.org_id,
      amount: pico(BigInt(due.amount)),
      customer: due.customer,
      paymentMethod: due.payment_method,
    }));
    const created = charges
      .filter(({ isNew }) => isNew)
      .map(({ topupId, orgId, amount }) => ({
        id: topupId,
        orgId,
        method: "stripe" as const,
        amount,
        state: "pending" as const,
        automatic: true,
        createdBy: "automatic top-up",
      }));
    if (created.length > 0) await tx.insert(topups).values(created);
    await tx.execute(sql`
      update auto_topups set paused_until = ${now.toISOString()}::timestamptz + ${CLAIM_SECONDS} * interval '1 second'
      where org_id = any(${sql.param(charges.map(({ orgId }) => orgId))}::uuid[])`);
    return charges;
  });
}

/** @returns what came of it; NULL when Stripe gave no answer that decides it */
async function chargeCard(client: Stripe, charge: Charge): Promise<StripeNews | null> {
  const { topupId, amount, customer, paymentMethod } = charge;
  const metadata: TopupMetadata = { topupId, automatic: "true" };
  try {
    const intent = await client.paymentIntents.create(
      {
        amount: centsOf(amount),
        currency: "usd",
        customer,
        payment_method: paymentMethod,
        off_session: true,
        confirm: true,
        description: "Automatic wallet top-up",
        metadata: { ...metadata },
      },
      { idempotencyKey: `topup-${topupId}` },
    );
    return newsOfIntent(intent);
  } catch (error) {
    if (isRefusal(error)) {
      const facts = { outcome: "failed" as const, note: error.message, ...intentOf(error) };
      return { topupId, facts, card: null };
    }
    logFor({ module: "billing" }).warn({ err: error, topupId }, "Stripe did not decide an automatic top-up");
    return null;
  }
}

/** The card was refused, or the request can never succeed (the card was removed). */
const isRefusal = (error: unknown): error is Stripe.errors.StripeError =>
  error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError;

const intentOf = ({ payment_intent }: Stripe.errors.StripeError) =>
  payment_intent ? { stripePaymentIntent: payment_intent.id } : {};
