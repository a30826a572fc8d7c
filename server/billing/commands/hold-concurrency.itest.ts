import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { caps } from "#drizzle/schema/index";
import { parseUsd } from "#kernel";
import { withOrg } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { getWallet } from "../queries/get-wallet";
import { lose, openOrganization, openShop, postJob, reserve, settle, violations } from "../testing/books";

testDatabase();

it("64 parallel reserves never pass one cap, and none leaks", async () => {
  const budget = parseUsd("2.00");
  const scope = await openOrganization("100.00");
  const works = await postJob(scope, await openShop(), { budget: "2.00", lanes: 64 });
  const reserved = await Promise.all(works.map((work) => reserve(work).then((attempt) => ({ work, attempt }))));

  const readCap = async () => (await withOrg(scope, (tx) => tx.select().from(caps).where(eq(caps.kind, "job"))))[0];
  const cap = await readCap();
  expect(cap?.held).toBeLessThanOrEqual(budget);
  expect(reserved.some(({ attempt }) => "kind" in attempt)).toBe(true);
  expect(await violations()).toEqual([]);

  const open = reserved.flatMap(({ work, attempt }) => ("kind" in attempt ? [] : { work, attempt }));
  expect(open.length).toBeGreaterThan(3);
  // Far more than was held: every one of them wants the last picodollar of the cap.
  const greedy = { input_tokens: 20_000, output_tokens: 100_000 };
  await Promise.all(open.slice(0, 3).map(({ work, attempt }) => lose(work, attempt)));
  await Promise.all(open.slice(3).map(({ work, attempt }) => settle(work, attempt, greedy)));

  const after = await readCap();
  expect(after).toMatchObject({ held: 0n, spent: budget });
  expect(await getWallet(scope)).toMatchObject({ balance: "98.00", held: "0.00" });
  expect(await violations()).toEqual([]);
});
