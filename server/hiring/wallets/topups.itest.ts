import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  auditBooks,
  getWallet,
  listTopups,
  openWallet,
  recordBankTransfer,
  setAutoTopup,
  setCreditLimit,
  tendWallets,
} from "#billing";
import { organizations } from "#drizzle/schema/index";
import { mintScope, newId, type OrgScope, parseUsd, systemClock } from "#kernel";
import { reloadEnv, withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database";
import { type JsonObject, type StripeServer, startStripeServer } from "../../../e2e/fixtures/stripe-server";
import { receiveStripeEvent, startTopup } from "..";
import { tellFailedTopup } from "./tell-failed-topup";

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

const operator = { label: "Olga" };

async function openOrganization(): Promise<OrgScope> {
  const orgId = newId();
  await withSystem(async (tx) => {
    await tx.insert(organizations).values({ id: orgId, slug: `client-${orgId}`, name: "Client" });
    await openWallet(tx, orgId);
  });
  return mintScope(orgId, "owner", { userId: null, apiKeyId: null, label: "Cleo" });
}

const violations = async () => (await auditBooks()).flatMap(({ name, first }) => (first ? [`${name}: ${first}`] : []));
afterEach(async () => expect(await violations()).toEqual([]));

const deliver = (event: JsonObject) => {
  const { payload, signature } = stripe.sign(event);
  return receiveStripeEvent(payload, signature);
};

async function deliverAll(events: readonly JsonObject[]) {
  for (const event of events) await deliver(event);
}

async function start(scope: OrgScope, amount = "50.00", saveCard = false) {
  const topup = await startTopup(scope, { amount: parseUsd(amount), saveCard });
  const sessionId = topup.checkoutUrl?.split("/").at(-1);
  if (!sessionId) throw new Error("there is no page to pay at");
  return { id: topup.id, sessionId };
}

const balanceOf = async (scope: OrgScope) => (await getWallet(scope)).balance;
const only = async (scope: OrgScope) => (await listTopups(scope, { limit: 10 })).topups[0];

describe("a top-up through Checkout", () => {
  it("is pending until the webhook comes, and credited by what was paid", async () => {
    const scope = await openOrganization();
    const { id, sessionId } = await start(scope, "12.34");
    expect(stripe.requests.at(-1)).toMatchObject({
      path: "/v1/checkout/sessions",
      idempotencyKey: `topup-${id}`,
      form: { client_reference_id: id, line_items: { 0: { price_data: { currency: "usd", unit_amount: "1234" } } } },
    });
    expect(await only(scope)).toMatchObject({ state: "pending", paid: null, endedAt: null });
    expect(await balanceOf(scope)).toBe("0.00");
    await deliverAll(stripe.pay(sessionId));
    expect(await only(scope)).toMatchObject({ state: "paid", paid: "12.34", note: null });
    expect(await getWallet(scope)).toMatchObject({ balance: "12.34", movements: [{ kind: "topup", amount: "12.34" }] });
  });

  it("asked for twice with one key is one top-up with one page", async () => {
    const scope = await openOrganization();
    const order = { amount: parseUsd("20.00"), saveCard: false };
    const [first, second] = [
      await startTopup(scope, order, { idempotencyKey: "k" }),
      await startTopup(scope, order, { idempotencyKey: "k" }),
    ];
    expect(second).toEqual({ ...first, replayed: true });
    await expect(
      startTopup(scope, { ...order, amount: parseUsd("21.00") }, { idempotencyKey: "k" }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("goes on after an outage of Stripe with the same key", async () => {
    const scope = await openOrganization();
    const order = { amount: parseUsd("20.00"), saveCard: false };
    stripe.down = true;
    await expect(startTopup(scope, order, { idempotencyKey: "k" })).rejects.toMatchObject({ code: "unavailable" });
    stripe.down = false;
    const again = await startTopup(scope, order, { idempotencyKey: "k" });
    expect(again).toMatchObject({ replayed: true, state: "pending", checkoutUrl: expect.stringContaining("/pay/cs_") });
    expect((await listTopups(scope, { limit: 10 })).topups).toHaveLength(1);
  });

  it.each(["0.99", "10000.01", "5.001", "-5.00", "0.00"])("refuses %s", async (amount) => {
    const scope = await openOrganization();
    await expect(startTopup(scope, { amount: parseUsd(amount), saveCard: false })).rejects.toMatchObject({
      details: { field: "amount" },
      message: "Enter an amount from 1.00 to 10000.00 US dollars, in whole cents.",
    });
    expect(await only(scope)).toBe(undefined);
  });

  it("flags another amount than was asked for, and credits what was paid", async () => {
    const scope = await openOrganization();
    const { sessionId } = await start(scope, "50.00");
    await deliverAll(stripe.pay(sessionId, { cents: 4_999 }));
    expect(await only(scope)).toMatchObject({ paid: "49.99", note: "49.99 USD were paid instead of 50.00 USD." });
    expect(await balanceOf(scope)).toBe("49.99");
  });

  it("does not credit another currency", async () => {
    const scope = await openOrganization();
    const { sessionId } = await start(scope);
    await deliverAll(stripe.pay(sessionId, { currency: "eur" }));
    expect(await only(scope)).toMatchObject({ state: "failed", note: expect.stringContaining("paid in eur") });
    expect(await balanceOf(scope)).toBe("0.00");
  });

  it("by a slow method waits for its outcome", async () => {
    const scope = await openOrganization();
    const { sessionId } = await start(scope);
    await deliverAll(stripe.paySlowly(sessionId));
    expect(await only(scope)).toMatchObject({ state: "pending" });
    await deliverAll(stripe.settleSlow(sessionId, "succeeded"));
    expect(await balanceOf(scope)).toBe("50.00");

    const other = await start(scope, "7.00");
    await deliverAll([...stripe.paySlowly(other.sessionId), ...stripe.settleSlow(other.sessionId, "failed")]);
    expect(await only(scope)).toMatchObject({ state: "failed" });
    expect(await balanceOf(scope)).toBe("50.00");
  });
});

describe("a webhook", () => {
  it("counts once, also when it comes many times at once", async () => {
    const scope = await openOrganization();
    const { sessionId } = await start(scope);
    const event = stripe.pay(sessionId).at(-1) as JsonObject;
    const receipts = await Promise.all([1, 2, 3, 4].map(() => deliver(event)));
    expect(receipts.sort()).toEqual(["duplicate", "duplicate", "duplicate", "recorded"]);
    expect(await balanceOf(scope)).toBe("50.00");
  });

  it("is refused with a wrong signature, a changed body or an old one", async () => {
    const scope = await openOrganization();
    const { sessionId } = await start(scope);
    const event = stripe.pay(sessionId).at(-1) as JsonObject;
    const { payload, signature } = stripe.sign(event);
    const old = stripe.sign(event, 3_600);
    for (const [body, header] of [
      [payload, null],
      [payload, "t=1,v1=00"],
      [payload.replace("5000", "9000"), signature],
      [old.payload, old.signature],
    ] as const) {
      await expect(receiveStripeEvent(body, header)).rejects.toMatchObject({ code: "invalid_input" });
    }
    expect(await balanceOf(scope)).toBe("0.00");
  });

  it("about somebody else's payment is ignored", async () => {
    const metadata = { topupId: newId() };
    const session = { id: "cs_x", object: "checkout.session", metadata, payment_status: "paid", amount_total: 100 };
    const event = { id: "evt_other", object: "event", type: "checkout.session.completed", data: { object: session } };
    expect(await deliver(event)).toBe("ignored");
    expect(await deliver({ ...event, id: "evt_2", type: "invoice.paid" })).toBe("ignored");
  });

  it("in any order and repetition ends with the same wallet", async () => {
    const scenario = fc.record({
      refunds: fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 3 }),
      slow: fc.boolean(),
      order: fc.array(fc.tuple(fc.nat(), fc.nat(9)), { minLength: 8, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ refunds, slow, order }) => {
        const scope = await openOrganization();
        const { sessionId } = await start(scope, "90.00");
        const events = slow
          ? [...stripe.paySlowly(sessionId), ...stripe.settleSlow(sessionId, "succeeded")]
          : stripe.pay(sessionId);
        for (const cents of refunds) events.push(...stripe.refund(sessionId, cents));
        // Every event at least once, in the order and repetition that was drawn.
        const drawn = order.map(([, index]) => events[index % events.length] as JsonObject);
        const rest = events.filter((event) => !drawn.includes(event));
        await deliverAll([...drawn, ...rest.reverse()]);
        const left = 9_000 - refunds.reduce((sum, cents) => sum + cents, 0);
        expect(await balanceOf(scope)).toBe((left / 100).toFixed(2));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe("a refund", () => {
  const spend = (scope: OrgScope, usd: string) =>
    // Money that is gone already, as far as the wallet is concerned: held for a call.
    owner.query("update wallets set held = held + $2 where org_id = $1", [scope.orgId, parseUsd(usd).toString()]);

  it("above what is free takes that, and the rest when there is money again", async () => {
    const scope = await openOrganization();
    const { sessionId } = await start(scope);
    await deliverAll(stripe.pay(sessionId));
    await spend(scope, "30.00");
    await deliverAll(stripe.refund(sessionId, 5_000));
    expect(await getWallet(scope)).toMatchObject({ balance: "30.00", available: "0.00" });
    expect(await only(scope)).toMatchObject({ state: "refunded", refunded: "50.00" });
    const { rows } = await owner.query("select (refunded - returned)::text as owed from topups where org_id = $1", [
      scope.orgId,
    ]);
    expect(rows).toEqual([{ owed: parseUsd("30.00").toString() }]);

    await recordBankTransfer(operator, { orgId: scope.orgId, amount: parseUsd("10.00"), reference: "after refund" });
    expect(await getWallet(scope)).toMatchObject({ balance: "30.00", available: "0.00" });
    await spend(scope, "-30.00");
    await tendWallets({ clock: systemClock, tell: tellFailedTopup });
    expect(await balanceOf(scope)).toBe("10.00");
  });

  it("above what was paid takes what was paid, and is flagged", async () => {
    const scope = await openOrganization();
    await recordBankTransfer(operator, { orgId: scope.orgId, amount: parseUsd("100.00"), reference: "plenty" });
    const { sessionId } = await start(scope);
    await deliverAll(stripe.pay(sessionId));
    await deliverAll(stripe.refund(sessionId, 6_000));
    expect(await only(scope)).toMatchObject({ note: "60.00 USD were refunded, but only 50.00 USD were paid." });
    expect(await balanceOf(scope)).toBe("100.00");
  });
});

describe("an automatic top-up", () => {
  const tend = (at = new Date()) => tendWallets({ clock: { now: () => at }, tell: tellFailedTopup });
  const settings = { threshold: parseUsd("20.00"), amount: parseUsd("40.00"), enabled: true };

  async function keepCard(scope: OrgScope): Promise<string> {
    const { sessionId } = await start(scope, "10.00", true);
    await deliverAll(stripe.pay(sessionId));
    const { rows } = await owner.query(
      "select stripe_payment_method as card, enabled from auto_topups where org_id = $1",
      [scope.orgId],
    );
    expect(rows).toMatchObject([{ card: expect.stringContaining("pm_"), enabled: false }]);
    return rows[0].card;
  }

  it("charges the kept card once when the wallet falls below its threshold", async () => {
    const scope = await openOrganization();
    await keepCard(scope);
    await tend();
    expect(await balanceOf(scope)).toBe("10.00");
    await setAutoTopup(scope, settings);
    const before = stripe.requests.length;
    await Promise.all([tend(), tend(), tend()]);
    expect(stripe.requests.slice(before)).toMatchObject([{ path: "/v1/payment_intents", form: { amount: "4000" } }]);
    expect(await only(scope)).toMatchObject({ state: "paid", automatic: true, paid: "40.00" });
    expect(await balanceOf(scope)).toBe("50.00");
    // The webhook of it comes as well, and it changes nothing.
    const { rows } = await owner.query(
      "select stripe_payment_intent as id from topups where org_id = $1 and automatic",
      [scope.orgId],
    );
    await deliverAll(stripe.eventsOf(rows[0].id));
    expect(await balanceOf(scope)).toBe("50.00");
  });

  it("pauses after a refused card, tells its people once, and tries again a day later", async () => {
    const scope = await openOrganization();
    const card = await keepCard(scope);
    await setAutoTopup(scope, settings);
    stripe.declined.add(card);
    await tend();
    await tend();
    expect(await only(scope)).toMatchObject({ state: "failed", note: "Your card was declined." });
    const told = await owner.query("select kind, body from notifications where org_id = $1", [scope.orgId]);
    expect(told.rows).toMatchObject([{ kind: "topup.failed", body: expect.stringContaining("declined") }]);
    expect((await listTopups(scope, { limit: 10 })).topups).toHaveLength(2);

    stripe.declined.delete(card);
    await tend(new Date(Date.now() + 25 * 3_600_000));
    expect(await balanceOf(scope)).toBe("50.00");
  });

  it("asks a silent Stripe again under the same key, and charges once", async () => {
    const scope = await openOrganization();
    await keepCard(scope);
    await setAutoTopup(scope, settings);
    stripe.down = true;
    await tend();
    stripe.down = false;
    expect(await only(scope)).toMatchObject({ state: "pending", automatic: true });
    await tend();
    expect(await only(scope)).toMatchObject({ state: "pending" });
    await tend(new Date(Date.now() + 61_000));
    expect((await listTopups(scope, { limit: 10 })).topups).toMatchObject([{ state: "paid" }, { state: "paid" }]);
    expect(await balanceOf(scope)).toBe("50.00");
  });
});

describe("an operator", () => {
  it("records a bank transfer once for each reference", async () => {
    const [scope, other] = [await openOrganization(), await openOrganization()];
    const transfer = { orgId: scope.orgId, amount: parseUsd("1000.00"), reference: " INV 2026/7 " };
    const ids = await Promise.all([1, 2, 3].map(() => recordBankTransfer(operator, transfer)));
    expect(new Set(ids).size).toBe(1);
    expect(await balanceOf(scope)).toBe("1000.00");
    expect(await only(scope)).toMatchObject({ method: "bank", state: "paid", note: "INV 2026/7" });
    for (const change of [{ orgId: other.orgId }, { amount: parseUsd("1.00") }]) {
      await expect(recordBankTransfer(operator, { ...transfer, ...change })).rejects.toMatchObject({
        code: "conflict",
      });
    }
    const { rows } = await owner.query(
      "select actor, action from audit_log where org_id = $1 and action = 'bank_transfer.recorded'",
      [scope.orgId],
    );
    expect(rows).toEqual([{ actor: "Olga", action: "bank_transfer.recorded" }]);
  });

  it("gives a credit limit, and takes it back as far as it is not used", async () => {
    const scope = await openOrganization();
    await setCreditLimit(operator, scope.orgId, parseUsd("100.00"));
    expect(await getWallet(scope)).toMatchObject({ balance: "0.00", available: "100.00", creditLimit: "100.00" });
    await owner.query("update wallets set held = held + 30000000000000 where org_id = $1", [scope.orgId]);
    await expect(setCreditLimit(operator, scope.orgId, parseUsd("29.99"))).rejects.toMatchObject({
      details: { field: "limit" },
      message: expect.stringContaining("30.00 US dollars of the credit are used"),
    });
    await setCreditLimit(operator, scope.orgId, parseUsd("30.00"));
    await owner.query("update wallets set held = 0 where org_id = $1", [scope.orgId]);
    await setCreditLimit(operator, scope.orgId, parseUsd("0.00"));
    expect(await getWallet(scope)).toMatchObject({ available: "0.00" });
  });
});
