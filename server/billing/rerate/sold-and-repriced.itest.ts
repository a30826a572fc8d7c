import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { usageEvents } from "#drizzle/schema/index";
import { newId, type OrgScope, parseUsd, type RateTable } from "#kernel";
import { withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import {
  mustReserve,
  openOrganization,
  openShop,
  postJob,
  publishCard,
  type Shop,
  settle,
  violations,
} from "../testing/books";
import { rateLine, rateTable, SONNET } from "../testing/price-lists";
import { repriceUsage } from "./reprice-usage";

testDatabase();

/** 1,000 tokens in and 100 out: at list price 0.003 + 0.0015. */
const USAGE = { input_tokens: 1_000, output_tokens: 100 };
const ALWAYS = { from: new Date(0), to: new Date("2100-01-01T00:00:00Z"), modelId: null, orgId: null };

let shop: Shop;
let dearer: Shop;
let scope: OrgScope;

/** The same shop, which sells input at twice its cost and puts a tenth and then 5% off on everything. */
async function openDearer(): Promise<Shop> {
  const [input, ...others] = shop.rates.lines;
  if (input?.component !== "input") throw new Error("input comes first");
  const lines = [{ ...input, sell: rateLine("input", "6").price }, ...others];
  const rates = { ...shop.rates, rateCardId: newId(), lines };
  await withSystem((tx) => publishCard(tx, rates, { version: 2 }));
  return { ...shop, rates: { ...rates, markups: [1_000, -500] } };
}

async function call(at: Shop) {
  const [work] = await postJob(scope, at, { budget: "5.00" });
  if (!work) throw new Error("no run");
  const attempt = await mustReserve(work);
  return { attempt, settlement: await settle(work, attempt, USAGE) };
}

beforeAll(async () => {
  shop = await openShop();
  dearer = await openDearer();
  scope = await openOrganization("20.00");
});

describe("cost price and sell price", () => {
  it("charges sell × (1+model) × (1+organization) × (1+agent), and books the cost price", async () => {
    const { attempt, settlement } = await call(dearer);
    // 0.006 + 0.0015, × 1.1 × 0.95 × 1.25
    expect(settlement.charged).toBe(parseUsd("0.009796875"));
    expect(settlement.lines.map(({ component, rate }) => [component, rate])).toEqual([
      ["input", "7.8375"],
      ["output", "19.59375"],
    ]);
    const [event] = await withSystem((tx) =>
      tx.select().from(usageEvents).where(eq(usageEvents.attemptId, attempt.id)),
    );
    expect(event).toMatchObject({ cost: parseUsd("0.0045"), markupBps: 2_500, markups: [1_000, -500] });
    expect(await violations()).toEqual([]);
  });

  it("charges with the markups that were held for, whatever they are now", async () => {
    const [work] = await postJob(scope, dearer);
    if (!work) throw new Error("no run");
    const attempt = await mustReserve(work);
    const raised: RateTable = { ...dearer.rates, markups: [90_000] };
    const { charged, credited } = await settle({ ...work, shop: { ...shop, rates: raised } }, attempt, USAGE);
    expect([charged, credited]).toEqual([parseUsd("0.009796875"), 0n]);
  });
});

describe("what usage would have cost", () => {
  it("is what was charged, under the prices that charged it", async () => {
    const [model] = await repriceUsage(ALWAYS, () => dearer.rates);
    expect(model).toMatchObject({ calls: 2, unpriced: 0, charged: parseUsd("0.01959375"), difference: 0n });
  });

  it("keeps the markups of each call under other prices, and changes nothing", async () => {
    const doubled = rateTable({ ...SONNET, input: "12", output: "30" }, { rateCardId: "draft", modelId: shop.modelId });
    const [model] = await repriceUsage(ALWAYS, () => doubled);
    expect(model).toMatchObject({ repriced: parseUsd("0.0391875"), difference: parseUsd("0.01959375") });
    expect(await violations()).toEqual([]);
  });

  it("counts calls that have no price there apart", async () => {
    const lacking = rateTable({ input: "3" }, { rateCardId: "draft", modelId: shop.modelId });
    for (const rates of [undefined, lacking]) {
      expect(await repriceUsage(ALWAYS, () => rates)).toMatchObject([
        { calls: 2, unpriced: 2, charged: 0n, repriced: 0n },
      ]);
    }
  });

  it("takes the calls of its period only", async () => {
    expect(await repriceUsage({ ...ALWAYS, to: new Date(1) }, () => undefined)).toEqual([]);
  });
});
