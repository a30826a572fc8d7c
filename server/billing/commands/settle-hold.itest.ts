import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { attempts, transfers, usageEvents } from "#drizzle/schema/index";
import { Conflict, formatUsd, NotFound, parseUsd, subPico } from "#kernel";
import { withOrg } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { getJobUsage } from "../queries/get-job-usage";
import { getWallet } from "../queries/get-wallet";
import { spendToday } from "../queries/spend-today";
import {
  lose,
  mustReserve,
  openOrganization,
  openShop,
  PROVIDER,
  postJob,
  reserve,
  type Shop,
  settle,
  violations,
  type Work,
} from "../testing/books";
import { releaseHold } from "./release-hold";
import { settleHold } from "./settle-hold";

testDatabase();

let shop: Shop | undefined;

/** One run of a new organization's job. */
async function start({ credit = "10.00", budget = "5.00" } = {}): Promise<Work> {
  shop ??= await openShop();
  const [work] = await postJob(await openOrganization(credit), shop, { budget });
  if (!work) throw new Error("no run was posted");
  return work;
}

/** Another job's run in the same organization. */
async function postOneMore({ scope, shop }: Work): Promise<Work> {
  const [work] = await postJob(scope, shop);
  if (!work) throw new Error("no run was posted");
  return work;
}

const CALL = { input_tokens: 1_000, output_tokens: 200, cache_read_input_tokens: 5_000 };
/** (1,000 × 3 + 5,000 × 0.3 + 200 × 15) USD per million × 1.25 */
const CALL_USD = "0.009375";

describe("a settled call", () => {
  it("costs exactly its lines, and moves the wallet by that", async () => {
    const work = await start();
    const settlement = await settle(work, await mustReserve(work), CALL);
    expect(settlement).toMatchObject({
      inputTokens: 6_000n,
      outputTokens: 200n,
      credited: 0n,
      review: null,
      unrated: [],
    });
    expect(formatUsd(settlement.cost)).toBe(CALL_USD);

    const wallet = await getWallet(work.scope);
    expect(wallet).toMatchObject({ balance: "9.990625", held: "0.00", available: "9.990625" });
    expect(wallet.movements[0]).toMatchObject({ kind: "charge", amount: `-${CALL_USD}` });

    const usage = await getJobUsage(work.scope, work.jobId);
    expect(
      usage.lines.map(({ component, quantity, rate, unit, amount }) => [component, quantity, rate, unit, amount]),
    ).toEqual([
      ["input", 1_000, "3.75", 1_000_000, "0.00375"],
      ["cacheRead", 5_000, "0.375", 1_000_000, "0.001875"],
      ["output", 200, "18.75", 1_000_000, "0.00375"],
    ]);
    expect(usage.lines[0]).toMatchObject({ step: 1, attempt: 1, model: "sonnet", tier: "standard", purpose: "work" });
    expect(await violations()).toEqual([]);
  });

  it("is booked at list price to the agency", async () => {
    const work = await start();
    const attempt = await mustReserve(work);
    await settle(work, attempt, CALL);
    const booked = await withOrg(work.scope, (tx) =>
      tx.select().from(transfers).where(eq(transfers.attemptId, attempt.id)),
    );
    expect(booked.find(({ kind }) => kind === "provider_cost")?.amount).toBe(parseUsd("0.0075"));
  });

  it("cannot be settled or released again", async () => {
    const work = await start();
    const attempt = await mustReserve(work);
    await settle(work, attempt, CALL);
    await expect(settle(work, attempt, CALL)).rejects.toThrow(Conflict);
    await expect(lose(work, attempt)).rejects.toThrow(Conflict);
    expect((await getWallet(work.scope)).balance).toBe("9.990625");
    expect(await violations()).toEqual([]);
  });

  it("is settled once when two try at the same time", async () => {
    const work = await start();
    const attempt = await mustReserve(work);
    const outcomes = await Promise.allSettled([
      settle(work, attempt, CALL),
      settle(work, attempt, CALL),
      lose(work, attempt),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await violations()).toEqual([]);
  });

  it("may have used nothing", async () => {
    const work = await start();
    const settlement = await settle(work, await mustReserve(work), { input_tokens: 0, output_tokens: 0 });
    expect(settlement).toMatchObject({ cost: 0n, lines: [], review: null });
    expect(await violations()).toEqual([]);
  });
});

describe("usage beyond the hold", () => {
  const HUGE = { input_tokens: 1_000, output_tokens: 20_000 };

  it("is taken from what the caps have left", async () => {
    const work = await start();
    const attempt = await mustReserve(work, { inputBound: 1_000n, wantedOutput: 2_000 });
    const settlement = await settle(work, attempt, HUGE);
    expect(formatUsd(settlement.cost)).toBe("0.37875");
    expect(settlement.credited).toBe(0n);
    expect(await violations()).toEqual([]);
  });

  it("is the agency's where they have no room, and shows as a credit", async () => {
    const work = await start({ budget: "0.10" });
    const attempt = await mustReserve(work, { inputBound: 1_000n, wantedOutput: 2_000 });
    const settlement = await settle(work, attempt, HUGE);
    expect(formatUsd(settlement.cost)).toBe("0.10");
    expect(formatUsd(settlement.charged)).toBe("0.37875");
    expect(subPico(settlement.charged, settlement.credited)).toBe(settlement.cost);
    const usage = await getJobUsage(work.scope, work.jobId);
    expect(usage.credits).toMatchObject([{ step: 1, amount: "0.27875" }]);
    expect((await getWallet(work.scope)).balance).toBe("9.90");
    expect(await violations()).toEqual([]);
  });
});

describe("what cannot be charged", () => {
  it("a component without a rate is not, and takes the model off duty", async () => {
    const work = await start();
    const attempt = await mustReserve(work);
    const priority = { ...CALL, service_tier: "priority" };
    const settlement = await settle(work, attempt, priority);
    expect(settlement).toMatchObject({ cost: 0n, unrated: ["input", "cacheRead", "output"] });
    expect(settlement.review).toContain("no priority rate for 1000 input, 5000 cacheRead, 200 output");
    const [event] = await withOrg(work.scope, (tx) =>
      tx.select().from(usageEvents).where(eq(usageEvents.attemptId, attempt.id)),
    );
    // 6,200 tokens at the model's dearest, 15 USD per million: the agency's, until a person knows better.
    expect(event?.cost).toBe(parseUsd("0.093"));
    expect(await violations()).toEqual([]);
  });

  it("a record that is none is not, and is kept for a person", async () => {
    const work = await start();
    const attempt = await mustReserve(work);
    const settlement = await settle(work, attempt, { input_tokens: 5 });
    expect(settlement).toMatchObject({ cost: 0n, lines: [] });
    const [event] = await withOrg(work.scope, (tx) =>
      tx.select().from(usageEvents).where(eq(usageEvents.attemptId, attempt.id)),
    );
    expect(event?.raw).toEqual({ input_tokens: 5 });
    expect(event?.review).toContain("output_tokens is missing");
    expect(await violations()).toEqual([]);
  });
});

describe("a call that came to nothing", () => {
  it("frees its hold, and its cost is the agency's: as reported, or estimated", async () => {
    const work = await start();
    expect(formatUsd((await lose(work, await mustReserve(work), CALL)) ?? parseUsd("0"))).toBe("0.0075");
    expect(await lose(work, await mustReserve(work))).toBeGreaterThan(0n);
    expect(await getWallet(work.scope)).toMatchObject({ balance: "10.00", held: "0.00" });
    const { waste, lines } = await getJobUsage(work.scope, work.jobId);
    expect(lines).toEqual([]);
    expect(waste).toMatchObject([
      { step: 1, attempt: 1, amount: "0.0075", estimated: false },
      { step: 1, attempt: 2, estimated: true },
    ]);
    expect(await violations()).toEqual([]);
  });
});

describe("a hold", () => {
  it("gives the call what the tightest cap affords, and refuses below the minimum", async () => {
    const work = await start({ budget: "0.50" });
    const attempt = await mustReserve(work, { inputBound: 20_000n });
    expect(attempt.maxOutput).toBeGreaterThan(1_024);
    expect(attempt.maxOutput).toBeLessThan(20_000);
    const tight = await start({ budget: "0.10" });
    expect(await reserve(tight, { inputBound: 20_000n })).toMatchObject({
      kind: "refused",
      scope: "job",
      available: parseUsd("0.10"),
    });
    const poor = await start({ credit: "0.05" });
    expect(await reserve(poor, { inputBound: 20_000n })).toMatchObject({ kind: "refused", scope: "wallet" });
    expect((await getWallet(poor.scope)).held).toBe("0.00");
    expect(await violations()).toEqual([]);
  });

  it("is closed once even without the run's lock, however much else is held", async () => {
    const work = await start();
    const [attempt] = [await mustReserve(work), await mustReserve(await postOneMore(work))];
    const release = () => withOrg(work.scope, (tx) => releaseHold(tx, attempt.id));
    const outcomes = await Promise.allSettled([release(), release(), release(), release()]);
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused).toHaveLength(3);
    for (const reason of refused) expect(reason).toBeInstanceOf(Conflict);
    await withOrg(work.scope, (tx) =>
      tx.update(attempts).set({ state: "cancelled", endedAt: new Date() }).where(eq(attempts.id, attempt.id)),
    );
    expect(await violations()).toEqual([]);
  });

  it("stops at the provider's daily ceiling", async () => {
    const work = await start();
    const spent = await spendToday(PROVIDER);
    expect(await reserve(work, { ceiling: spent })).toMatchObject({
      kind: "refused",
      scope: "provider",
      available: 0n,
    });
    await settle(work, await mustReserve(work, { ceiling: parseUsd("1000") }), CALL);
    expect(subPico(await spendToday(PROVIDER), spent)).toBe(parseUsd("0.0075"));
  });
});

it("another organization sees and moves nothing", async () => {
  const work = await start();
  await settle(work, await mustReserve(work), CALL);
  const open = await mustReserve(work);
  const stranger = await openOrganization("1.00");
  await expect(getJobUsage(stranger, work.jobId)).rejects.toThrow(NotFound);
  await expect(withOrg(stranger, (tx) => releaseHold(tx, open.id))).rejects.toThrow(NotFound);
  const usage = { rates: work.shop.rates, markupBps: 0, usage: { api: "anthropic" as const, raw: CALL } };
  await expect(withOrg(stranger, (tx) => settleHold(tx, open, usage))).rejects.toThrow(NotFound);
  expect(await withOrg(stranger, (tx) => tx.select().from(usageEvents))).toEqual([]);
  expect(await getWallet(stranger)).toMatchObject({ balance: "1.00", held: "0.00" });
});
