import { describe, expect, it } from "vitest";
import { getWallet, listTopups, recordBankTransfer, setCreditLimit } from "#billing";
import { parseUsd } from "#kernel";
import { startTopup } from "./start-topup";
import { balanceOf, latestOf, openOrganization, startAtPage, testPaying } from "./testing/paying";

const { deliverAll, owner, stripe } = testPaying();
const operator = { label: "Olga" };

describe("a top-up through Checkout", () => {
  it("is pending until the webhook comes, and credited by what was paid", async () => {
    const scope = await openOrganization();
    const { id, sessionId } = await startAtPage(scope, "12.34");
    expect(stripe().requests.at(-1)).toMatchObject({
      path: "/v1/checkout/sessions",
      idempotencyKey: `topup-${id}`,
      form: { client_reference_id: id, line_items: { 0: { price_data: { currency: "usd", unit_amount: "1234" } } } },
    });
    expect(await latestOf(scope)).toMatchObject({ state: "pending", paid: null, endedAt: null });
    expect(await balanceOf(scope)).toBe("0.00");
    await deliverAll(stripe().pay(sessionId));
    expect(await latestOf(scope)).toMatchObject({ state: "paid", paid: "12.34", note: null });
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
    stripe().down = true;
    await expect(startTopup(scope, order, { idempotencyKey: "k" })).rejects.toMatchObject({ code: "unavailable" });
    stripe().down = false;
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
    expect(await latestOf(scope)).toBe(undefined);
  });

  it("flags another amount than was asked for, and credits what was paid", async () => {
    const scope = await openOrganization();
    const { sessionId } = await startAtPage(scope, "50.00");
    await deliverAll(stripe().pay(sessionId, { cents: 4_999 }));
    expect(await latestOf(scope)).toMatchObject({ paid: "49.99", note: "49.99 USD were paid instead of 50.00 USD." });
    expect(await balanceOf(scope)).toBe("49.99");
  });

  it("does not credit another currency", async () => {
    const scope = await openOrganization();
    const { sessionId } = await startAtPage(scope);
    await deliverAll(stripe().pay(sessionId, { currency: "eur" }));
    expect(await latestOf(scope)).toMatchObject({ state: "failed", note: expect.stringContaining("paid in eur") });
    expect(await balanceOf(scope)).toBe("0.00");
  });

  it("by a slow method waits for its outcome", async () => {
    const scope = await openOrganization();
    const { sessionId } = await startAtPage(scope);
    await deliverAll(stripe().paySlowly(sessionId));
    expect(await latestOf(scope)).toMatchObject({ state: "pending" });
    await deliverAll(stripe().settleSlow(sessionId, "succeeded"));
    expect(await balanceOf(scope)).toBe("50.00");

    const other = await startAtPage(scope, "7.00");
    await deliverAll([...stripe().paySlowly(other.sessionId), ...stripe().settleSlow(other.sessionId, "failed")]);
    expect(await latestOf(scope)).toMatchObject({ state: "failed" });
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
    expect(await latestOf(scope)).toMatchObject({ method: "bank", state: "paid", note: "INV 2026/7" });
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
