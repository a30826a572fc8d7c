import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { autoTopups, stripeEvents, topups } from "#drizzle/schema/index";
import { DomainError, InvalidInput, parseUsd } from "#kernel";
import { logFor, type Tx, withSystem } from "#platform";
import { openAccounts } from "../accounts";
import { readChargebacks, recordChargeback } from "./record-chargeback";
import { recordClaimFees } from "./record-claim-fees";
import { recordFacts, type TellTopup } from "./record-facts";
import { stripeAccess } from "./stripe";
import { chargebackOf, claimFeesOf, type KeptCard, newsOf, type StripeNews } from "./stripe-facts";

/**
 * `ignored`: none of our top-ups, or nothing that concerns them. `kept`: a claim on a payment that is none of ours, or that
 * we have not heard of yet.
 */
export type Receipt = "recorded" | "duplicate" | "ignored" | "kept";

/** A wallet whose owner has kept a card but not said when to use it would begin with this; it is switched off. */
const SUGGESTION = { threshold: parseUsd("10.00"), amount: parseUsd("50.00"), enabled: false };

/**
 * Takes a webhook of Stripe. Each event counts once, in the transaction of its effect; events may come twice, late and in
 * any order.
 * @param payload the request's body, byte for byte: the signature covers it
 * @throws InvalidInput when the signature is missing, wrong or old | DomainError unavailable without Stripe keys
 */
export async function receiveStripeEvent(payload: string, signature: string | null, tell: TellTopup): Promise<Receipt> {
  const event = verify(payload, signature);
  const receipt = await recordStripeEvent(event, tell);
  const topupId = newsOf(event)?.topupId ?? null;
  logFor({ module: "billing" }).info(
    { eventId: event.id, type: event.type, topupId, receipt },
    "a webhook of Stripe was taken",
  );
  return receipt;
}

/** The same for an event whose signature was checked. */
export async function recordStripeEvent(event: Stripe.Event, tell: TellTopup): Promise<Receipt> {
  const [news, claim] = [newsOf(event), chargebackOf(event)];
  return withSystem(async (tx) => {
    const first = await tx
      .insert(stripeEvents)
      .values({ id: event.id, type: event.type })
      .onConflictDoNothing()
      .returning({ id: stripeEvents.id });
    if (first.length === 0) return "duplicate";
    if (claim) {
      const topupId = await recordChargeback(tx, claim);
      const facts = { stripePaymentIntent: claim.paymentIntent };
      if (!topupId || !(await recordNews(tx, { topupId, facts, card: null }, tell))) return "kept";
      await recordClaimFees(tx, topupId, claimFeesOf(event));
      return "recorded";
    }
    return news && (await recordNews(tx, news, tell)) ? "recorded" : "ignored";
  });
}

function verify(payload: string, signature: string | null): Stripe.Event {
  const access = stripeAccess();
  if (!access) throw new DomainError("unavailable", "This agency takes no card payments: it has no Stripe keys.");
  try {
    return access.client.webhooks.constructEvent(payload, signature ?? "", access.webhookSecret);
  } catch {
    throw new InvalidInput("Stripe-Signature", "The signature does not belong to this body, or is too old.");
  }
}

/** @returns whether it was about a top-up of ours */
export async function recordNews(tx: Tx, { topupId, facts, card }: StripeNews, tell: TellTopup): Promise<boolean> {
  const [topup] = await tx.select({ id: topups.id, orgId: topups.orgId }).from(topups).where(eq(topups.id, topupId));
  if (!topup) return false;
  await openAccounts(tx, topup.orgId);
  const { stripePaymentIntent: payment } = facts;
  const claimed = payment ? await readChargebacks(tx, payment) : null;
  const news = await recordFacts(tx, topup, claimed?.chargeback ? { ...facts, claimed } : facts);
  if (news) await tell(tx, news);
  if (card) await keepCard(tx, topup.orgId, card);
  return true;
}

async function keepCard(tx: Tx, orgId: string, card: KeptCard): Promise<void> {
  await tx
    .insert(autoTopups)
    .values({ orgId, ...SUGGESTION, ...card })
    .onConflictDoUpdate({ target: autoTopups.orgId, set: { ...card, pausedUntil: null } });
}
