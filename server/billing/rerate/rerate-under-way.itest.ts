import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Conflict, InvalidInput, newId, type OrgScope, pico, type RateTable, systemClock } from "#kernel";
import { withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { issueInvoice } from "../commands/issue-invoice";
import { closeMonth } from "../invoicing/close-month";
import { getJobUsage } from "../queries/get-job-usage";
import { openOrganization, openShop, type Shop, violations, type Work } from "../testing/books";
import { balances, CALL, call, DOUBLE, invoiceOf, left, postOne } from "../testing/rerated-client";
import { beginRerateOf, inAnHour, publishPrices } from "../testing/rerates";
import { beginRerate } from "./begin-rerate";
import { continueRerates, type Rerated } from "./continue-rerates";

const OPERATOR = { label: "Olga" };

testDatabase();

let shop: Shop;
let double: RateTable;
let third: RateTable;
let scope: OrgScope;
let work: Work;

beforeAll(async () => {
  shop = await openShop();
  double = await publishPrices(shop, 2, { input: "6", output: "30" });
  third = await publishPrices(shop, 3, { input: "1", output: "5" });
});

beforeEach(async () => {
  scope = await openOrganization("1.00");
  work = await post(scope);
});

const post = (to: OrgScope, budget?: string): Promise<Work> => postOne(to, shop, budget);
const invoice = (of: OrgScope = scope) => invoiceOf(of);

describe("a re-rating that is interrupted", () => {
  it("goes on where it was, and posts nothing twice", async () => {
    for (let n = 0; n < 5; n++) await call(work);
    await beginRerateOf(scope.orgId, double);
    const told: Rerated[] = [];
    const dies = async () => {
      throw new Error("the process was killed");
    };
    // Two batches commit; the last one, which tells the client, does not.
    await continueRerates({ tell: dies, batch: 2 });
    expect(await balances(work)).toEqual(left(pico(CALL + 4n * DOUBLE)));
    expect(await violations()).toEqual([]);
    await expect(beginRerateOf(null, third)).rejects.toThrow(Conflict);
    for (let n = 0; n < 2; n++)
      await continueRerates({ tell: async (_, rerated) => void told.push(rerated), batch: 2 });
    expect(await balances(work)).toEqual(left(pico(5n * DOUBLE)));
    expect(told).toMatchObject([{ orgId: scope.orgId, adjusted: 5, amount: pico(5n * CALL) }]);
    expect(await violations()).toEqual([]);
  });

  it("stops between two batches when it is told to", async () => {
    for (let n = 0; n < 3; n++) await call(work);
    await beginRerateOf(scope.orgId, double);
    await continueRerates({ tell: async () => undefined, signal: AbortSignal.abort() });
    expect(await balances(work)).toEqual(left(pico(3n * CALL)));
    await continueRerates({ tell: async () => undefined });
    expect(await balances(work)).toEqual(left(pico(3n * DOUBLE)));
  });
});

it("re-rates while calls settle, months close and others re-rate too", async () => {
  const clients = await Promise.all(Array.from({ length: 3 }, () => openOrganization("2.00")));
  const works = await Promise.all(clients.flatMap((client) => [post(client), post(client)]));
  for (let n = 0; n < 4; n++) await Promise.all(works.map((each) => call(each)));
  await beginRerateOf(null, double);
  let told = 0;
  const go = () => continueRerates({ tell: async () => void told++, batch: 1 });
  const month = { clock: inAnHour };
  await Promise.all([
    ...works.map(async (each) => {
      for (let n = 0; n < 4; n++) await call(each);
    }),
    ...clients.map(({ orgId }) => closeMonth(orgId, "2020-01", month)),
    ...clients.map((client) => issueInvoice(client, { clock: systemClock })),
    go(),
    go(),
    go(),
  ]);
  await go();
  const { rows } = await withSystem((tx) =>
    tx.execute<{ open: number }>(sql`select count(*)::int as open from rerates where ended_at is null`),
  );
  expect(rows).toEqual([{ open: 0 }]);
  expect(told).toBeGreaterThanOrEqual(clients.length);
  for (const client of clients) await invoice(client);
  for (const each of works) {
    const { adjustments } = await getJobUsage(each.scope, each.jobId);
    // Of what settled meanwhile, as much as came in time.
    expect(adjustments.length).toBeGreaterThanOrEqual(4);
    expect((await balances(each)).cost).toBe(8n * CALL + BigInt(adjustments.length) * CALL);
  }
  expect(await violations()).toEqual([]);
});

describe("refuses", () => {
  const order = () => ({
    rateCardId: double.rateCardId,
    from: new Date(0),
    to: new Date(),
    modelId: null,
    orgId: null,
    reason: "The list was wrong",
  });
  it.each([
    ["reason", { reason: " " }],
    ["to", { from: new Date("2026-02-01"), to: new Date("2026-02-01") }],
    ["to", { to: new Date(Date.now() + 7_200_000) }],
    ["rateCardId", { rateCardId: newId() }],
    ["modelId", { modelId: newId() }],
    ["orgId", { orgId: "nobody" }],
  ])("a wrong %s", async (field, wrong) => {
    const refused = beginRerate(OPERATOR, { ...order(), ...wrong }, { clock: inAnHour });
    await expect(refused).rejects.toThrow(InvalidInput);
    await expect(refused).rejects.toMatchObject({ details: { field } });
  });
});
