import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findAutoTopup, getWallet, recordBankTransfer, setAutoTopup, tendWallets } from "#billing";
import { newId, type OrgScope, parseUsd, systemClock } from "#kernel";
import type { JsonObject } from "../../../e2e/fixtures/stripe-server";
import { lose, mustReserve, openShop, postJob, reserve } from "../../billing/testing/books";
import { receiveStripeEvent } from "./receive-stripe-event";
import { tellTopup } from "./tell-topup";
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

/** Money that is gone already, as far as the wallet is concerned: held for a call. */
const spend = (scope: OrgScope, usd: string) =>
  owner.query("update wallets set held = held + $2 where org_id = $1", [scope.orgId, parseUsd(usd).toString()]);

describe("a refund", () => {
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
    await tendWallets({ clock: systemClock, tell: tellTopup });
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

describe("a chargeback", () => {
  const toldOf = async ({ orgId }: OrgScope) =>
    (
      await owner.query<{ subject: string; body: string }>(
        "select subject, body from notifications where org_id = $1 and kind = 'topup.charged_back' order by created_at, id",
        [orgId],
      )
    ).rows;

  /** What the staff were written about it, in order. */
  const writtenOf = async ({ orgId }: OrgScope) =>
    (
      await owner.query<{ target: string; subject: string; text: string }>(
        "select target, payload ->> 'subject' as subject, payload ->> 'text' as text from outbox where org_id = $1 and channel = 'email' and cause like '%/topup.charged_back/%' and payload ->> 'text' like '%/operator/clients/%' order by created_at, id",
        [orgId],
      )
    ).rows;

  /** Has a top-up of 50 USD paid. */
  async function payIn(scope: OrgScope): Promise<string> {
    const { sessionId } = await startAtPage(scope);
    await deliverAll(stripe().pay(sessionId));
    return sessionId;
  }

  it("takes what is free, keeps the organization from new calls for the rest, and is paid by the next money", async () => {
    const scope = await openOrganization();
    const sessionId = await payIn(scope);
    await spend(scope, "30.00");
    await deliverAll(stripe().dispute(sessionId, 5_000).events);
    expect(await getWallet(scope)).toMatchObject({
      ...{ balance: "30.00", available: "0.00", owed: "30.00" },
      movements: [{ kind: "chargeback", amount: "-20.00" }, { kind: "topup" }],
    });
    expect(await latestOf(scope)).toMatchObject({ state: "paid", chargedBack: "50.00", chargeback: "open" });

    // A call ends and frees what it held: until that is collected, nothing new is held against it.
    await spend(scope, "-25.00");
    const [work] = await postJob(scope, await openShop());
    if (!work) throw new Error("no run");
    expect(await reserve(work)).toMatchObject({ kind: "refused", scope: "wallet", available: 0n });
    await tendWallets({ clock: systemClock, tell: tellTopup });
    expect(await getWallet(scope)).toMatchObject({ balance: "5.00", owed: "5.00" });

    await recordBankTransfer(operator, {
      orgId: scope.orgId,
      amount: parseUsd("10.00"),
      reference: "pays a chargeback",
    });
    expect(await getWallet(scope)).toMatchObject({ balance: "10.00", available: "5.00", owed: "0.00" });
    await lose(work, await mustReserve(work));
    await spend(scope, "-5.00");
    expect(await toldOf(scope)).toMatchObject([
      { subject: "A payment was charged back", body: expect.stringContaining("owes $30.00") },
    ]);
  });

  it.each([
    ["won", "50.00", { chargedBack: "0.00", chargeback: "won" }, "A chargeback was won", "A chargeback was won"],
    ["lost", "0.00", { chargedBack: "50.00", chargeback: "lost" }, "A chargeback is final", "A chargeback was lost"],
  ] as const)("that is %s leaves %s USD", async (outcome, balance, topup, news, ruling) => {
    await owner.query(
      "insert into users (id, email, name, password_hash, is_operator) values (gen_random_uuid(), 'staff@agency.test', 'Staff', 'x', true) on conflict do nothing",
    );
    const scope = await openOrganization();
    const { disputeId, events } = stripe().dispute(await payIn(scope), 5_000);
    await deliverAll([...events, ...stripe().closeDispute(disputeId, outcome)]);
    expect(await getWallet(scope)).toMatchObject({ balance, owed: "0.00" });
    expect(await latestOf(scope)).toMatchObject(topup);
    expect((await toldOf(scope)).map(({ subject }) => subject)).toEqual(["A payment was charged back", news]);
    // Three events tell of one fee; the client pays none of it.
    const fees = await owner.query(
      "select debit, credit, amount::text from transfers where org_id = $1 and kind = 'chargeback_fee'",
      [scope.orgId],
    );
    expect(fees.rows).toEqual([{ debit: "agency:stripe_fees", credit: "agency:stripe", amount: "15000000000000" }]);
    const written = await writtenOf(scope);
    expect(written.map(({ subject }) => subject)).toEqual(["A card payment was charged back", ruling]);
    expect(new Set(written.map(({ target }) => target))).toEqual(new Set(["staff@agency.test"]));
    expect(written[0]?.text).toContain("has taken $50.00 of top-up");
  });

  it("is never more than was paid and not refunded; a question takes nothing", async () => {
    const scope = await openOrganization();
    await recordBankTransfer(operator, { orgId: scope.orgId, amount: parseUsd("100.00"), reference: "plenty more" });
    const sessionId = await payIn(scope);
    await deliverAll(stripe().refund(sessionId, 1_000));
    await deliverAll(stripe().dispute(sessionId, 5_000, "question").events);
    expect(await balanceOf(scope)).toBe("140.00");
    await deliverAll(stripe().dispute(sessionId, 5_000).events);
    expect(await balanceOf(scope)).toBe("100.00");
    expect(await latestOf(scope)).toMatchObject({ note: expect.stringContaining("but only 50.00 USD were paid") });
    await deliverAll(stripe().refund(sessionId, 1_500));
    expect(await balanceOf(scope)).toBe("100.00");
  });

  it("switches automatic top-ups off", async () => {
    const scope = await openOrganization();
    const { sessionId } = await startAtPage(scope, "50.00", true);
    await deliverAll(stripe().pay(sessionId));
    await setAutoTopup(scope, { threshold: parseUsd("20.00"), amount: parseUsd("40.00"), enabled: true });
    await deliverAll(stripe().dispute(sessionId, 5_000).events);
    expect(await findAutoTopup(scope)).toMatchObject({ enabled: false });
  });

  it("that comes at once with its payment finds it; one of somebody else's payment is kept", async () => {
    const scope = await openOrganization();
    const { sessionId } = await startAtPage(scope);
    const paid = stripe().pay(sessionId);
    const { events } = stripe().dispute(sessionId, 5_000);
    await Promise.all([...paid, ...events, ...paid, ...events].map(deliver));
    expect(await getWallet(scope)).toMatchObject({ balance: "0.00", owed: "0.00" });
    expect(await latestOf(scope)).toMatchObject({ chargedBack: "50.00", chargeback: "open" });
    const dispute = {
      id: "dp_x",
      object: "dispute",
      amount: 100,
      currency: "usd",
      payment_intent: "pi_x",
      status: "lost",
    };
    const event = { id: "evt_x", object: "event", type: "charge.dispute.closed", data: { object: dispute } };
    expect(await deliver(event)).toBe("kept");
  });

  it("in any order and repetition ends with the same wallet", async () => {
    const claim = fc.record({
      cents: fc.integer({ min: 1, max: 4_000 }),
      outcome: fc.constantFrom("open" as const, "won" as const, "lost" as const),
    });
    const scenario = fc.record({
      refund: fc.nat(3_000),
      claims: fc.array(claim, { minLength: 1, maxLength: 2 }),
      /** Held meanwhile, so that some may be owed. */
      held: fc.integer({ min: 0, max: 40 }),
      order: fc.array(fc.nat(), { minLength: 4, maxLength: 10 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ refund, claims, held, order }) => {
        const scope = await openOrganization();
        await recordBankTransfer(operator, { orgId: scope.orgId, amount: parseUsd("40.00"), reference: newId() });
        const { sessionId } = await startAtPage(scope, "90.00");
        const events = [...stripe().pay(sessionId), ...(refund > 0 ? stripe().refund(sessionId, refund) : [])];
        for (const { cents, outcome } of claims) {
          const { disputeId, events: told } = stripe().dispute(sessionId, cents);
          events.push(...told, ...(outcome === "open" ? [] : stripe().closeDispute(disputeId, outcome)));
        }
        await spend(scope, `${held}.00`);
        const drawn = order.map((index) => events[index % events.length] as JsonObject);
        const rest = events.filter((event) => !drawn.includes(event));
        await deliverAll([...drawn, ...rest.reverse()]);
        const kept = claims.filter(({ outcome }) => outcome !== "won").reduce((sum, { cents }) => sum + cents, refund);
        const left = 13_000 - Math.min(kept, 9_000);
        // Of 130 USD at least 40 stay, and so do those that are held: in the end nothing is owed.
        expect(await getWallet(scope)).toMatchObject({ balance: (left / 100).toFixed(2), owed: "0.00" });
        await spend(scope, `-${held}.00`);
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
