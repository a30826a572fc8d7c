import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { getWallet, recordBankTransfer, tendWallets } from "#billing";
import { newId, type OrgScope, parseUsd, systemClock } from "#kernel";
import type { JsonObject } from "../../../e2e/fixtures/stripe-server";
import { receiveStripeEvent } from "./receive-stripe-event";
import { tellFailedTopup } from "./tell-failed-topup";
import { balanceOf, latestOf, openOrganization, startAtPage, testPaying } from "./testing/paying";

const { deliver, deliverAll, owner, stripe } = testPaying();
const operator = { label: "Olga" };

describe("a webhook", () => {
  it("counts once, also when it comes many times at once", async () => {
    const scope = await openOrganization();
    const { sessionId } = await startAtPage(scope);
    const event = stripe().pay(sessionId).at(-1) as JsonObject;
    const receipts = await Promise.all([1, 2, 3, 4].map(() => deliver(event)));
    expect(receipts.sort()).toEqual(["duplicate", "duplicate", "duplicate", "recorded"]);
    expect(await balanceOf(scope)).toBe("50.00");
  });

  it("is refused with a wrong signature, a changed body or an old one", async () => {
    const scope = await openOrganization();
    const { sessionId } = await startAtPage(scope);
    const event = stripe().pay(sessionId).at(-1) as JsonObject;
    const { payload, signature } = stripe().sign(event);
    const old = stripe().sign(event, 3_600);
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
        const { sessionId } = await startAtPage(scope, "90.00");
        const events = slow
          ? [...stripe().paySlowly(sessionId), ...stripe().settleSlow(sessionId, "succeeded")]
          : stripe().pay(sessionId);
        for (const cents of refunds) events.push(...stripe().refund(sessionId, cents));
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
    const { sessionId } = await startAtPage(scope);
    await deliverAll(stripe().pay(sessionId));
    await spend(scope, "30.00");
    await deliverAll(stripe().refund(sessionId, 5_000));
    expect(await getWallet(scope)).toMatchObject({ balance: "30.00", available: "0.00" });
    expect(await latestOf(scope)).toMatchObject({ state: "refunded", refunded: "50.00" });
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
    const { sessionId } = await startAtPage(scope);
    await deliverAll(stripe().pay(sessionId));
    await deliverAll(stripe().refund(sessionId, 6_000));
    expect(await latestOf(scope)).toMatchObject({ note: "60.00 USD were refunded, but only 50.00 USD were paid." });
    expect(await balanceOf(scope)).toBe("100.00");
  });
});
