import { describe, expect, it } from "vitest";
import { listTopups, setAutoTopup, tendWallets } from "#billing";
import { type OrgScope, parseUsd } from "#kernel";
import { tellTopup } from "./tell-topup";
import { balanceOf, latestOf, openOrganization, startAtPage, testPaying } from "./testing/paying";

const { deliverAll, owner, stripe } = testPaying();

describe("an automatic top-up", () => {
  const tend = (at = new Date()) => tendWallets({ clock: { now: () => at }, tell: tellTopup });
  const settings = { threshold: parseUsd("20.00"), amount: parseUsd("40.00"), enabled: true };

  async function keepCard(scope: OrgScope): Promise<string> {
    const { sessionId } = await startAtPage(scope, "10.00", true);
    await deliverAll(stripe().pay(sessionId));
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
    const before = stripe().requests.length;
    await Promise.all([tend(), tend(), tend()]);
    expect(stripe().requests.slice(before)).toMatchObject([{ path: "/v1/payment_intents", form: { amount: "4000" } }]);
    expect(await latestOf(scope)).toMatchObject({ state: "paid", automatic: true, paid: "40.00" });
    expect(await balanceOf(scope)).toBe("50.00");
    // The webhook of it comes as well, and it changes nothing.
    const { rows } = await owner.query(
      "select stripe_payment_intent as id from topups where org_id = $1 and automatic",
      [scope.orgId],
    );
    await deliverAll(stripe().eventsOf(rows[0].id));
    expect(await balanceOf(scope)).toBe("50.00");
  });

  it("pauses after a refused card, tells its people once, and tries again a day later", async () => {
    const scope = await openOrganization();
    const card = await keepCard(scope);
    await setAutoTopup(scope, settings);
    stripe().declined.add(card);
    await tend();
    await tend();
    expect(await latestOf(scope)).toMatchObject({ state: "failed", note: "Your card was declined." });
    const told = await owner.query("select kind, body from notifications where org_id = $1", [scope.orgId]);
    expect(told.rows).toMatchObject([{ kind: "topup.failed", body: expect.stringContaining("declined") }]);
    expect((await listTopups(scope, { limit: 10 })).topups).toHaveLength(2);

    stripe().declined.delete(card);
    await tend(new Date(Date.now() + 25 * 3_600_000));
    expect(await balanceOf(scope)).toBe("50.00");
  });

  it("asks a silent Stripe again under the same key, and charges once", async () => {
    const scope = await openOrganization();
    await keepCard(scope);
    await setAutoTopup(scope, settings);
    stripe().down = true;
    await tend();
    stripe().down = false;
    expect(await latestOf(scope)).toMatchObject({ state: "pending", automatic: true });
    await tend();
    expect(await latestOf(scope)).toMatchObject({ state: "pending" });
    await tend(new Date(Date.now() + 61_000));
    expect((await listTopups(scope, { limit: 10 })).topups).toMatchObject([{ state: "paid" }, { state: "paid" }]);
    expect(await balanceOf(scope)).toBe("50.00");
  });
});
