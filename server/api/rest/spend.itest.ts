import { beforeAll, expect, it } from "vitest";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { mustReserve, openOrganization, openShop, postJob, settle } from "../../billing/testing/books";
import { refusal } from "../testing/agency";
import { type Client, keyOf, restClient } from "../testing/client";

testDatabase();

let client: Client;
beforeAll(async () => {
  const scope = await openOrganization("10.00");
  const [work] = await postJob(scope, await openShop());
  if (!work) throw new Error("the job has no run");
  await settle(work, await mustReserve(work), { input_tokens: 1_000, output_tokens: 100 });
  client = restClient(await keyOf(scope));
});

it("tells what was spent as JSON and as CSV, to the same picodollar", async () => {
  const spend = await (await client("GET", "spend?by=model")).json();
  expect(spend).toMatchObject({ by: "model", calls: 1, total: "0.005625", burnDowns: [] });
  expect(spend.days).toHaveLength(30);
  const csv = await client("GET", `spend.csv?from=${spend.from}&to=${spend.to}&by=model`);
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const today = spend.to;
  expect((await csv.text()).split("\r\n")).toEqual([
    "day,by,key,label,calls,amount",
    `${today},model,anthropic/sonnet,Sonnet,1,0.005625`,
  ]);
  const jobs = await (await client("GET", "spend.csv?table=jobs")).text();
  expect(jobs).toContain(spend.jobs[0].jobId);
});

it("refuses days that are none, and strangers", async () => {
  for (const path of ["spend", "spend.csv"]) {
    expect(await refusal(client("GET", `${path}?from=2026-02-30`))).toMatchObject({
      status: 400,
      details: { field: "from" },
    });
    expect(await refusal(client("GET", `${path}?by=cat`))).toMatchObject({ status: 400, details: { field: "by" } });
    expect(await refusal(client("GET", `${path}?from=2020-01-01`))).toMatchObject({ status: 400 });
    expect(await refusal(client("GET", path, { key: null }))).toMatchObject({ status: 401 });
  }
});
