import type Stripe from "stripe";
import { isId, type Pico } from "#kernel";
import { picoOfCents } from "./cents";
import type { Chargeback } from "./chargeback-facts";
import type { TopupFacts } from "./topup-facts";

/** A card that a payer let us keep for automatic top-ups. */
export type KeptCard = { readonly stripeCustomer: string; readonly stripePaymentMethod: string };

/** What an event of Stripe tells about one of our top-ups. */
export type StripeNews = {
  readonly topupId: string;
  readonly facts: TopupFacts;
  /** NULL when none was kept. */
  readonly card: KeptCard | null;
};

/** What every object of ours at Stripe carries, also the charges, which have it from their payment intent. */
export type TopupMetadata = { readonly topupId: string; readonly automatic: "true" | "false" };

type Reference = string | { readonly id: string } | null | undefined;

const idOf = (reference: Reference): string | undefined =>
  typeof reference === "string" ? reference : (reference?.id ?? undefined);

const topupOf = (metadata: Stripe.Metadata | null): string | null => {
  const id = metadata?.topupId;
  return id && isId(id) ? id : null;
};

/**
 * Reads an event. It needs no call back to Stripe and no other event before it.
 * @returns NULL for what is none of ours: other products may share the account
 */
export function newsOf(event: Stripe.Event): StripeNews | null {
  switch (event.type) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
    case "checkout.session.async_payment_failed":
    case "checkout.session.expired":
      return newsOfSession(event.type, event.data.object);
    case "payment_intent.succeeded":
    case "payment_intent.payment_failed":
      return newsOfIntent(event.data.object);
    case "charge.refunded":
      return newsOfRefund(event.data.object);
    default:
      return null;
  }
}

/**
 * Reads what an event tells about a claim of a payer's bank. It names the payment only, which need not be one of ours.
 * @returns NULL for other events, and for payments in a currency that is not credited
 */
export function chargebackOf(event: Stripe.Event): Chargeback | null {
  switch (event.type) {
    case "charge.dispute.created":
    case "charge.dispute.updated":
    case "charge.dispute.funds_withdrawn":
    case "charge.dispute.funds_reinstated":
    case "charge.dispute.closed":
      break;
    default:
      return null;
  }
  const { id, amount, currency, status, reason, payment_intent } = event.data.object;
  const paymentIntent = idOf(payment_intent);
  if (!paymentIntent || currency !== "usd") return null;
  return {
    id,
    paymentIntent,
    amount: picoOfCents(amount),
    withdrawn: event.type === "charge.dispute.funds_withdrawn",
    reinstated: event.type === "charge.dispute.funds_reinstated",
    state: CLAIM_STATES[status] ?? "open",
    reason: reason || null,
  };
}

/** What Stripe kept for one movement of a claim's money; below zero when it gave that again. */
export type ClaimFee = { readonly id: string; readonly amount: Pico };

/** The fees that an event about a claim tells of, each by the id of its movement; those in other currencies are not ours to add. */
export function claimFeesOf(event: Stripe.Event): ClaimFee[] {
  if (chargebackOf(event) === null || event.data.object.object !== "dispute") return [];
  return (event.data.object.balance_transactions ?? []).flatMap(({ id, fee, currency }) =>
    fee !== 0 && currency === "usd" ? [{ id, amount: picoOfCents(fee) }] : [],
  );
}

/** How a claim ended. A question of a bank that was closed took no money. */
const CLAIM_STATES: Readonly<Partial<Record<Stripe.Dispute.Status, Chargeback["state"]>>> = {
  won: "won",
  prevented: "won",
  warning_closed: "won",
  lost: "lost",
};

function newsOfSession(type: string, session: Stripe.Checkout.Session): StripeNews | null {
  const topupId = topupOf(session.metadata);
  if (!topupId) return null;
  const ids = { stripeSession: session.id, ...intentId(idOf(session.payment_intent)) };
  return { topupId, facts: { ...ids, ...outcomeOfSession(type, session) }, card: null };
}

function outcomeOfSession(type: string, session: Stripe.Checkout.Session): TopupFacts {
  if (type === "checkout.session.expired") return { outcome: "expired" };
  if (type === "checkout.session.async_payment_failed") {
    return { outcome: "failed", note: "The bank did not carry out the payment." };
  }
  // Completed and unpaid: a slow method, such as a debit, whose outcome comes with an event of its own.
  return session.payment_status === "paid" ? payment(session.amount_total ?? 0, session.currency) : {};
}

/** Also for the answer to a payment that was asked for, which is the same object. */
export function newsOfIntent(intent: Stripe.PaymentIntent): StripeNews | null {
  const topupId = topupOf(intent.metadata);
  if (!topupId) return null;
  const ids = intentId(intent.id);
  // A Checkout tells its outcome by its session: a refused card there is only a try, which the payer may repeat.
  const facts = intent.metadata.automatic === "true" ? { ...ids, ...outcomeOfIntent(intent) } : ids;
  return { topupId, facts, card: keptCard(intent) };
}

function outcomeOfIntent(intent: Stripe.PaymentIntent): TopupFacts {
  if (intent.status === "succeeded") return payment(intent.amount_received, intent.currency);
  const refused = intent.status === "requires_payment_method" || intent.status === "canceled";
  return refused ? { outcome: "failed", note: intent.last_payment_error?.message ?? "The payment was refused." } : {};
}

function keptCard(intent: Stripe.PaymentIntent): KeptCard | null {
  const [stripeCustomer, stripePaymentMethod] = [idOf(intent.customer), idOf(intent.payment_method)];
  if (intent.status !== "succeeded" || intent.setup_future_usage !== "off_session") return null;
  return stripeCustomer && stripePaymentMethod ? { stripeCustomer, stripePaymentMethod } : null;
}

function newsOfRefund(charge: Stripe.Charge): StripeNews | null {
  const topupId = topupOf(charge.metadata);
  if (!topupId) return null;
  const ids = intentId(idOf(charge.payment_intent));
  return { topupId, facts: { ...ids, refunded: picoOfCents(charge.amount_refunded) }, card: null };
}

const intentId = (id: string | undefined): TopupFacts => (id === undefined ? {} : { stripePaymentIntent: id });

/** Money in another currency than was asked for is not credited: a person has to look at it. */
const payment = (cents: number, currency: string | null): TopupFacts =>
  currency === "usd"
    ? { paid: picoOfCents(cents) }
    : {
        outcome: "failed",
        note: `It was paid in ${currency ?? "no currency"} instead of US dollars. Ask the operator.`,
      };
