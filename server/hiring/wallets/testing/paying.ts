import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { getWallet, listTopups } from "#billing";
import { type OrgScope, parseUsd } from "#kernel";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../../../e2e/fixtures/database";
import { type JsonObject, type StripeServer, startStripeServer } from "../../../../e2e/fixtures/stripe-server";
import { openOrganization as openWithCredit, violations } from "../../../billing/testing/books";
import { receiveStripeEvent } from "../receive-stripe-event";
import { startTopup } from "../start-topup";

type Paying = {
  /** As the owner, whom nothing is hidden from. */
  readonly owner: pg.Client;
  /** From `beforeAll` on. */
  stripe(): StripeServer;
  deliver(event: JsonObject): ReturnType<typeof receiveStripeEvent>;
  /** One after the other. */
  deliverAll(events: readonly JsonObject[]): Promise<void>;
};

/** An agency that takes cards, for the test file that calls this at its top level. Its books are audited after each test. */
export function testPaying(): Paying {
  const { owner } = testDatabase();
  let stripe: StripeServer;
  beforeAll(async () => {
    stripe = await startStripeServer();
    process.env.STRIPE_SECRET_KEY = stripe.secretKey;
    process.env.STRIPE_WEBHOOK_SECRET = stripe.webhookSecret;
    process.env.STRIPE_API_BASE = stripe.url;
    reloadEnv();
  });
  afterAll(async () => {
    await stripe.close();
    delete process.env.STRIPE_SECRET_KEY;
    delete process.env.STRIPE_WEBHOOK_SECRET;
    delete process.env.STRIPE_API_BASE;
  });
  afterEach(async () => expect(await violations()).toEqual([]));
  const deliver = (event: JsonObject) => {
    const { payload, signature } = stripe.sign(event);
    return receiveStripeEvent(payload, signature);
  };
  return {
    owner,
    stripe: () => stripe,
    deliver,
    async deliverAll(events) {
      for (const event of events) await deliver(event);
    },
  };
}

/** Without a cent. */
export const openOrganization = (): Promise<OrgScope> => openWithCredit("0.00");

/** Begins a top-up at Stripe's page. */
export async function startAtPage(scope: OrgScope, amount = "50.00", saveCard = false) {
  const topup = await startTopup(scope, { amount: parseUsd(amount), saveCard });
  const sessionId = topup.checkoutUrl?.split("/").at(-1);
  if (!sessionId) throw new Error("there is no page to pay at");
  return { id: topup.id, sessionId };
}

export const balanceOf = async (scope: OrgScope): Promise<string> => (await getWallet(scope)).balance;

/** The newest top-up. */
export const latestOf = async (scope: OrgScope) => (await listTopups(scope, { limit: 10 })).topups[0];
