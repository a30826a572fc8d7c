import type Stripe from "stripe";
import { newId } from "#kernel";
import type { Claim } from "./model";
import type { CardNews } from "./model-payments";
import type { Move } from "./moves";
import { picoCents } from "./operator";
import type { Webhook } from "./world";

type Card = Move<"card">;

/** An event as it comes over the wire, and what the model hears of it. */
function webhook(payment: string, type: string, object: object, news: Pick<CardNews, "facts" | "claim">): Webhook {
  const event: Stripe.Event = JSON.parse(JSON.stringify({ id: `evt_${newId()}`, type, data: { object } }));
  return { event, news: { webhook: event.id, payment, ...news } };
}

/** All that Stripe will ever tell about a card payment: how it ended, what was given back, and what the bank claims. */
export function webhooksOf(payment: string, { cents, isPaid, refunds, claims }: Card): Webhook[] {
  const intent = `pi_${payment}`;
  const common = { metadata: { topupId: payment, automatic: "false" }, payment_intent: intent };
  const session = { ...common, id: `cs_${payment}`, amount_total: cents, currency: "usd" };
  const outcome = isPaid
    ? webhook(
        payment,
        "checkout.session.completed",
        { ...session, payment_status: "paid" },
        { facts: { paid: picoCents(cents) } },
      )
    : webhook(payment, "checkout.session.expired", session, { facts: {} });
  const given = refunds.map((refunded) =>
    webhook(
      payment,
      "charge.refunded",
      { ...common, amount_refunded: refunded },
      { facts: { refunded: picoCents(refunded) } },
    ),
  );
  return [outcome, ...given, ...claims.flatMap((claim) => webhooksOfClaim(payment, intent, claim))];
}

function webhooksOfClaim(payment: string, intent: string, { amount, outcome }: Card["claims"][number]): Webhook[] {
  const id = `dp_${newId()}`;
  const begun: Claim = { amount: picoCents(amount), isTaken: false, isBack: false, state: "open" };
  const tell = (type: string, status: string, change: Partial<Claim> = {}): Webhook =>
    webhook(
      payment,
      `charge.dispute.${type}`,
      { id, amount, currency: "usd", status, reason: "general", payment_intent: intent },
      { facts: {}, claim: { id, ...begun, ...change } },
    );
  const taken = [tell("created", "needs_response"), tell("funds_withdrawn", "needs_response", { isTaken: true })];
  switch (outcome) {
    case "question":
      return [tell("created", "warning_needs_response"), tell("closed", "warning_closed", { state: "won" })];
    case "won":
      return [
        ...taken,
        tell("closed", "won", { state: "won" }),
        tell("funds_reinstated", "won", { isBack: true, state: "won" }),
      ];
    case "lost":
      return [...taken, tell("closed", "lost", { state: "lost" })];
    default:
      return taken;
  }
}
