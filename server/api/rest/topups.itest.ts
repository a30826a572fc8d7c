import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { grantPromotion, openWallet, setCreditLimit } from "#billing";
import { organizations, users } from "#drizzle/schema/index";
import { registerOrganization } from "#hiring";
import { scopeForUser } from "#identity";
import { mintScope, newId, parseUsd, systemClock } from "#kernel";
import { reloadEnv, withSystem } from "#platform";
import { type StripeServer, startStripeServer } from "../../../e2e/fixtures/stripe-server";
import { createCaller } from "../router";
import { order, refusal, testAgency } from "../testing/agency";
import { type Client, keyOf, restClient } from "../testing/client";
import { answerStripeWebhook } from "./stripe-webhook";

const agency = testAgency();

const topUp = (json: object, headers: Readonly<Record<string, string>> = {}) =>
  agency.demo("POST", "wallet/topups", { json, headers });

const balance = async (): Promise<string> => (await (await agency.demo("GET", "wallet")).json()).balance;

describe("without Stripe keys, on loopback", () => {
  it("demo money arrives at once, at most 1,000 at a time", async () => {
    const before = parseUsd(await balance());
    const answer = await topUp({ amount: "1000.00" }, { "idempotency-key": "demo-1" });
    expect(answer.status).toBe(201);
    const topup = await answer.json();
    expect(topup).toMatchObject({ method: "demo", state: "paid", paid: "1000.00", checkoutUrl: null });
    expect(parseUsd(await balance()) - before).toBe(parseUsd("1000.00"));

    const again = await topUp({ amount: "1000.00" }, { "idempotency-key": "demo-1" });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.json()).toEqual(topup);
    expect(parseUsd(await balance()) - before).toBe(parseUsd("1000.00"));
    expect(await (await agency.demo("GET", `wallet/topups/${topup.id}`)).json()).toMatchObject({ state: "paid" });
    expect((await agency.stranger("GET", `wallet/topups/${topup.id}`)).status).toBe(404);
    expect(await refusal(topUp({ amount: "1000.01" }))).toMatchObject({ status: 400, details: { field: "amount" } });
  });

  it.each([["5"], ["0"], ["1e3"], [5], [null], ["5.001"]])("%j is an amount or is refused", async (amount) => {
    const { status } = await topUp({ amount });
    expect(status).toBe(amount === "5" ? 201 : 400);
  });

  it("a role that cannot is refused", async () => {
    const member = restClient(await keyOf(agency.scope, "member"));
    expect(await refusal(member("POST", "wallet/topups", { json: { amount: "5.00" } }))).toMatchObject({ status: 403 });
  });

  it("no webhook is taken", async () => {
    const request = new Request("http://agency.test/api/stripe/webhook", { method: "POST", body: "{}" });
    expect((await answerStripeWebhook(request)).status).toBe(503);
  });
});

describe("with Stripe keys", () => {
  let stripe: StripeServer;

  beforeAll(async () => {
    stripe = await startStripeServer();
    Object.assign(process.env, {
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
      STRIPE_API_BASE: stripe.url,
    });
    reloadEnv();
  });

  afterAll(async () => {
    await stripe.close();
    for (const name of ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE"]) delete process.env[name];
    reloadEnv();
  });

  const send = (body: string, signature: string) =>
    answerStripeWebhook(
      new Request("http://agency.test/api/stripe/webhook", {
        method: "POST",
        body,
        headers: { "stripe-signature": signature },
      }),
    );

  it("a top-up is paid at its page and credited by the webhook, once", async () => {
    const before = parseUsd(await balance());
    const { checkoutUrl } = await (await topUp({ amount: "25.00" })).json();
    const [, event] = stripe.pay(checkoutUrl.split("/").at(-1));
    if (!event) throw new Error("no event");
    const { payload, signature } = stripe.sign(event);
    expect((await send(payload, "t=1,v1=2")).status).toBe(400);
    expect(await (await send(payload, signature)).json()).toEqual({ receipt: "recorded" });
    expect(await (await send(payload, signature)).json()).toEqual({ receipt: "duplicate" });
    expect(parseUsd(await balance()) - before).toBe(parseUsd("25.00"));
  });

  it("a silent Stripe is told without its texts", async () => {
    stripe.down = true;
    expect(await refusal(topUp({ amount: "25.00" }))).toMatchObject({
      status: 503,
      message: "The payment service did not answer as it should. You were not charged; try again in a minute.",
    });
    stripe.down = false;
  });
});

/** An organization without a cent, as its programs see it. */
async function openPoorOrganization() {
  const orgId = newId();
  await withSystem(async (tx) => {
    await tx.insert(organizations).values({ id: orgId, slug: `poor-${orgId}`, name: "Poor" });
    await openWallet(tx, orgId);
  });
  const scope = mintScope(orgId, "owner", { userId: null, apiKeyId: null, label: "test" });
  return { orgId, client: restClient(await keyOf(scope)) };
}

describe("a run that waits for money goes on by itself after", () => {
  it.each([
    ["a top-up", (_: string, client: Client) => client("POST", "wallet/topups", { json: { amount: "1.00" } })],
    [
      "promotional credit",
      (orgId: string) => {
        const gift = { orgId, name: "Gift", amount: parseUsd("2.00"), expiresAt: null, cause: "gift" };
        return grantPromotion({ label: "Olga" }, gift, { clock: systemClock });
      },
    ],
    ["a credit limit", (orgId: string) => setCreditLimit({ label: "Olga" }, orgId, parseUsd("3.00"))],
  ])(
    "%s",
    async (_, fill) => {
      const { orgId, client } = await openPoorOrganization();
      const job = await (await client("POST", "jobs", { json: order() })).json();
      const read = async () => (await client("GET", `jobs/${job.id}`)).json();
      await expect.poll(read, { timeout: 20_000 }).toMatchObject({ status: "waiting", reason: "budget" });
      await fill(orgId, client);
      await expect.poll(read, { timeout: 20_000 }).toMatchObject({ status: "review", held: "0.00" });
    },
    60_000,
  );
});

describe("the staff's procedures", () => {
  it("are for nobody else", async () => {
    const context = { requestId: "test", ip: "test", responseHeaders: new Headers() };
    const visitor = createCaller({ ...context, scope: null });
    await expect(visitor.clients.list({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    const owner = createCaller({ ...context, scope: agency.scope });
    await expect(owner.clients.list({})).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { orgId } = agency.scope;
    const gift = { orgId, name: "Gift", amount: "1000.00", expiresAt: null, idempotencyKey: "x" };
    await expect(owner.clients.grantPromotion(gift)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(owner.clients.setCreditLimit({ orgId, limit: "1000.00" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("show and change a client's money", async () => {
    const { user } = await registerOrganization(
      { email: "olga@example.com", password: "correct horse", name: "Olga", organization: "House & Home" },
      { ip: "test" },
    );
    await withSystem((tx) => tx.update(users).set({ isOperator: true }).where(eq(users.id, user.id)));
    const scope = await scopeForUser(user.id);
    const { clients } = createCaller({ scope, requestId: "test", ip: "test", responseHeaders: new Headers() });
    const { orgId } = await openPoorOrganization();
    await clients.recordTransfer({ orgId, amount: "100.00", reference: "R-1" });
    await clients.setCreditLimit({ orgId, limit: "20.00" });
    await clients.grantPromotion({ orgId, name: "Gift", amount: "3.00", expiresAt: null, idempotencyKey: "x" });
    expect(await clients.get({ orgId })).toMatchObject({
      balance: "103.00",
      available: "123.00",
      promotional: "3.00",
      creditLimit: "20.00",
    });
    expect((await clients.list({ search: "house &" })).clients).toMatchObject([{ name: "House & Home" }]);
    await expect(clients.get({ orgId: "nobody" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
