import { topups } from "#drizzle/schema/index";
import { type Clock, InvalidInput, newId, parseUsd } from "#kernel";
import { withOrg, withSystem } from "#platform";
import { createTopup } from "../payments/create-topup";
import { recordStripeEvent } from "../payments/receive-stripe-event";
import { recordBankTransfer } from "../payments/record-bank-transfer";
import { setCreditLimit } from "../payments/set-credit-limit";
import { grantPromotion } from "../promotions/grant-promotion";
import type { Step } from "./lane-steps";
import * as model from "./model";
import { begin, hear, leastCreditLimit, payIn } from "./model-payments";
import type { Move } from "./moves";
import { both, OPERATOR, picoCents } from "./operator";
import { webhooksOf } from "./webhooks";
import type { World } from "./world";

const DAY_MS = 86_400_000;

export function bankStep({ scope: { orgId } }: World, { cents: amount, twice }: Move<"bank">): Step {
  const transfer = { orgId, amount: picoCents(amount), reference: newId() };
  return {
    what: `a bank transfer of ${amount} cents`,
    perform: async () => `${new Set(await both(twice, () => recordBankTransfer(OPERATOR, transfer))).size} recorded`,
    expect: (books) => [{ outcome: "1 recorded", next: payIn(books, transfer.amount) }],
  };
}

export function demoStep({ scope }: World): Step {
  const order = { id: newId(), amount: parseUsd("1.00") };
  return {
    what: "a demo top-up",
    async perform() {
      await withOrg(scope, (tx) => createTopup(tx, scope, order));
      return "paid";
    },
    expect: (books) => [{ outcome: "paid", next: payIn(books, order.amount) }],
  };
}

export function grantStep(
  { scope: { orgId } }: World,
  { cents: amount, days, twice }: Move<"grant">,
  clock: Clock,
): Step {
  const expiresAt = days === null ? null : new Date(clock.now().getTime() + days * DAY_MS);
  const promotion = { orgId, name: "Welcome", amount: picoCents(amount), expiresAt, cause: newId() };
  return {
    what: `a promotion of ${amount} cents`,
    perform: async () =>
      `${new Set(await both(twice, () => grantPromotion(OPERATOR, promotion, { clock }))).size} given`,
    expect: (books) => [
      {
        outcome: "1 given",
        next: model.grant(books, promotion.cause, promotion.amount, expiresAt?.getTime() ?? null),
      },
    ],
  };
}

/** Somebody goes to pay by card: from now on Stripe may tell how that ended. */
export function cardStep({ scope: { orgId }, webhooks }: World, move: Move<"card">): Step {
  const id = newId();
  return {
    what: `a card payment of ${move.cents} cents`,
    async perform() {
      const amount = picoCents(move.cents);
      const topup = { id, orgId, method: "stripe" as const, amount, state: "pending" as const, createdBy: "prover" };
      await withSystem((tx) => tx.insert(topups).values(topup));
      webhooks.push(...webhooksOf(id, move));
      return "begun";
    },
    expect: (books) => [{ outcome: "begun", next: begin(books, id) }],
  };
}

/** Stripe sends one of its events, in no order, maybe again, maybe twice at once. */
export function webhookStep({ webhooks }: World, { pick, twice }: Move<"webhook">): Step {
  const webhook = webhooks[pick % Math.max(1, webhooks.length)];
  if (!webhook) {
    return {
      what: "no webhook",
      perform: async () => "nothing",
      expect: (books) => [{ outcome: "nothing", next: books }],
    };
  }
  const { event, news } = webhook;
  return {
    what: `the webhook ${event.type} ${event.id}`,
    async perform() {
      const receipts = await both(twice, () => recordStripeEvent(event, async () => undefined));
      return receipts.toSorted().join(" and ");
    },
    expect(books) {
      const isKnown = books.webhooks.includes(event.id);
      const { next, receipt } = isKnown ? { next: books, receipt: "duplicate" } : hear(books, news);
      return [{ outcome: [...(twice ? ["duplicate"] : []), receipt].join(" and "), next }];
    },
  };
}

/** The operator lets the organization go so far below zero. */
export function creditLimitStep({ scope: { orgId } }: World, { cents }: Move<"credit">): Step {
  const limit = picoCents(cents);
  return {
    what: `a credit limit of ${cents} cents`,
    async perform() {
      try {
        await setCreditLimit(OPERATOR, orgId, limit);
        return "set";
      } catch (error) {
        if (error instanceof InvalidInput) return "refused";
        throw error;
      }
    },
    expect: (books) =>
      limit < leastCreditLimit(books)
        ? [{ outcome: "refused", next: books }]
        : [{ outcome: "set", next: { ...books, creditLimit: limit } }],
  };
}
