import Papa from "papaparse";
import { beforeAll, expect, it } from "vitest";
import { rates } from "#drizzle/schema/index";
import { type Clock, newId, type OrgScope, parseUsd, type RateLine } from "#kernel";
import { withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { createProject } from "../budgets/commands/projects";
import { setBudget } from "../budgets/commands/set-budget";
import { listBudgets } from "../budgets/queries/list-budgets";
import { budgetOrder } from "../budgets/schema";
import { issueInvoice } from "../commands/issue-invoice";
import { issueCreditNote } from "../invoicing/issue-credit-note";
import { getInvoice } from "../queries/get-invoice";
import { getPeriodStatement } from "../queries/get-period-statement";
import { mustReserve, openOrganization, openShop, postJob, type Shop, settle, type Work } from "../testing/books";
import { rateLine } from "../testing/price-lists";
import { getSpend } from "./get-spend";
import { type SpendQuery, spendQuery } from "./schema";
import { SPEND_TABLES, spendCsv } from "./spend-csv";

const { owner } = testDatabase();

const NOW = "2026-11-23T12:00:00Z";
const clock: Clock = { now: () => new Date(NOW) };
const PLAIN = { input_tokens: 1_000, output_tokens: 100 };
const CACHED = { input_tokens: 7, cache_read_input_tokens: 10_001, output_tokens: 33 };
const BATCH = { ...CACHED, service_tier: "batch" };
/** At list price plus a quarter: 1,000 × 3.75 + 100 × 18.75 USD per million. */
const PLAIN_USD = "0.005625";

let shop: Shop;
beforeAll(async () => {
  const opened = await openShop();
  const economy: RateLine[] = [
    rateLine("input", "1.5", "economy"),
    rateLine("cacheRead", "0.15", "economy"),
    rateLine("output", "7.5", "economy"),
  ];
  shop = { ...opened, rates: { ...opened.rates, lines: [...opened.rates.lines, ...economy] } };
  const { rateCardId, modelId } = shop.rates;
  // The shop's card is published: it takes no more lines.
  await owner.query("alter table rates disable trigger all");
  await withSystem((tx) =>
    tx.insert(rates).values(economy.map(({ above, ...line }) => ({ id: newId(), rateCardId, modelId, ...line }))),
  );
  await owner.query("alter table rates enable trigger all");
});

/** A call that was charged at a moment. */
async function call(work: Work, at: string, usage: object = PLAIN): Promise<void> {
  const attempt = await mustReserve(work);
  await settle(work, attempt, usage);
  await owner.query("alter table usage_events disable trigger all");
  await owner.query("update usage_events set created_at = $1 where attempt_id = $2", [at, attempt.id]);
  await owner.query("alter table usage_events enable trigger all");
}

const open = async (timeZone = "UTC"): Promise<OrgScope> => {
  const scope = await openOrganization("100.00");
  await owner.query("update organizations set time_zone = $1 where id = $2", [timeZone, scope.orgId]);
  return scope;
};

const post = async (scope: OrgScope, options: Parameters<typeof postJob>[2] = {}): Promise<Work> => {
  const [work] = await postJob(scope, shop, options);
  if (!work) throw new Error("the job has no run");
  return work;
};

const spend = (scope: OrgScope, query: Partial<SpendQuery> = {}) => getSpend(scope, spendQuery.parse(query), { clock });

const sum = (parts: readonly { amount: string }[]) => parts.reduce((all, { amount }) => all + parseUsd(amount), 0n);

it("adds up to the picodollar to the period statement, whatever the days are split by", async () => {
  const scope = await open("Europe/Berlin");
  const project = await createProject(scope, { name: "Penguins" });
  const works = [
    await post(scope),
    await post(scope, { projectId: project.id }),
    await post(scope, { budget: "0.20" }),
  ];
  for (const work of works) {
    await call(work, "2026-11-01T00:00:00+01:00", CACHED);
    await call(work, "2026-11-23T11:59:59Z", BATCH);
  }
  // Above what its job affords: part of it is credited.
  const [, , poor] = works;
  if (poor) await call(poor, "2026-11-12T08:00:00Z", { input_tokens: 20_000, output_tokens: 9_000 });
  const statement = await getPeriodStatement(scope, { clock });
  expect(parseUsd(statement.month.credits)).toBeGreaterThan(0n);
  for (const by of ["agent", "model", "project", "member"] as const) {
    const result = await spend(scope, { from: "2026-11-01", to: "2026-11-23", by });
    expect(result.total).toBe(statement.month.total);
    expect(sum(result.series)).toBe(parseUsd(statement.month.total));
    expect(sum(result.days)).toBe(parseUsd(statement.month.total));
    expect(sum(result.days.flatMap(({ parts }) => parts))).toBe(parseUsd(statement.month.total));
    expect(result.calls).toBe(7);
    expect(result.days).toHaveLength(23);
  }
  const { series } = await spend(scope, { by: "project" });
  expect(series.map(({ label }) => label).sort()).toEqual(["No project", "Penguins"]);
  expect(Object.fromEntries(statement.month.jobs.map(({ jobId, amount }) => [jobId, amount]))).toEqual(
    Object.fromEntries((await spend(scope, { from: "2026-11-01" })).jobs.map(({ jobId, amount }) => [jobId, amount])),
  );
});

it("cuts days where the organization is, and shows no one else's", async () => {
  const [here, elsewhere] = [await open("America/New_York"), await open()];
  const work = await post(here);
  // 23:30 of the 9th and 00:30 of the 10th in New York.
  await call(work, "2026-11-10T04:30:00Z");
  await call(work, "2026-11-10T05:30:00Z");
  const { days, timeZone } = await spend(here, { from: "2026-11-09", to: "2026-11-10" });
  expect(timeZone).toBe("America/New_York");
  expect(days.map(({ day, calls, amount }) => [day, calls, amount])).toEqual([
    ["2026-11-09", 1, PLAIN_USD],
    ["2026-11-10", 1, PLAIN_USD],
  ]);
  expect(await spend(elsewhere)).toMatchObject({ total: "0.00", series: [], jobs: [], burnDowns: [] });
});

it("names the dearest jobs first, at most ten", async () => {
  const scope = await open();
  for (let job = 1; job <= 11; job++) {
    await call(await post(scope), "2026-11-20T10:00:00Z", { input_tokens: job * 100, output_tokens: 10 });
  }
  const { jobs } = await spend(scope);
  expect(jobs).toHaveLength(10);
  const amounts = jobs.map(({ amount }) => parseUsd(amount));
  expect(amounts).toEqual([...amounts].sort((a, b) => Number(b - a)));
});

it("says what the cache and the economy tier saved", async () => {
  const scope = await open();
  const work = await post(scope);
  await call(work, "2026-11-20T10:00:00Z", CACHED);
  await call(work, "2026-11-20T10:00:01Z", BATCH);
  await call(work, "2026-11-20T10:00:02Z", PLAIN);
  const { savings } = await spend(scope);
  // 10,001 tokens at (3 − 0.3) × 1.25 and at (1.5 − 0.15) × 1.25 USD per million.
  expect(savings.cache).toMatchObject({ tokens: "20002", saved: "0.0506300625" });
  // Half of (7 × 3.75 + 10,001 × 0.375 + 33 × 18.75) USD per million.
  expect(savings.tiers).toEqual([
    { tier: "economy", paid: "0.0021976875", instead: "0.004395375", saved: "0.0021976875" },
  ]);
});

it("burns down the month's budget", async () => {
  const scope = await open();
  await setBudget(scope, budgetOrder.parse({ kind: "organization_month", limit: "10.00" }));
  const work = await post(scope);
  await call(work, "2026-10-31T23:59:59Z");
  await call(work, "2026-11-02T10:00:00Z");
  await call(work, "2026-11-17T10:00:00Z");
  const { burnDowns } = await spend(scope, { from: "2026-11-20" });
  expect(burnDowns).toMatchObject([
    { limit: "10.00", spent: "0.01125", left: "9.98875", outlook: "lasts", from: "2026-11-01", to: "2026-11-30" },
  ]);
  expect(burnDowns[0]?.perDay).toBe("0.000803571429");
  expect(burnDowns[0]?.days).toHaveLength(23);
});

it("burns down projects and API keys, each by its own calls, and says when they run out", async () => {
  const scope = await open();
  const [poor, rich] = await Promise.all(["Poor", "Rich"].map((name) => createProject(scope, { name })));
  const apiKeyId = newId();
  await owner.query(
    "insert into api_keys (id, org_id, name, prefix, hash, role) values ($1, $2, 'Nightly', 'k', gen_random_uuid()::text, 'member')",
    [apiKeyId, scope.orgId],
  );
  const kinds = {
    Poor: ["project", poor?.id, "0.03"],
    Rich: ["project", rich?.id, "9.00"],
    Nightly: ["api_key", apiKeyId, "0.017"],
  };
  const work = await post(scope, { projectId: poor?.id ?? null, apiKeyId });
  await call(work, "2026-09-01T10:00:00Z");
  await call(work, "2026-11-20T10:00:00Z");
  await call(work, "2026-11-22T10:00:00Z");
  // Afterwards: their limits would not have covered what was held for these calls.
  for (const [kind, subjectId, limit] of Object.values(kinds)) {
    await setBudget(scope, budgetOrder.parse({ kind, subjectId, limit }));
  }
  const { burnDowns } = await spend(scope);
  const of = (name: string) => burnDowns.find((burnDown) => burnDown.name === name);
  // 2 × 0.005625 in seven days, from noon on: 0.013125 last 8 days and 4 hours.
  expect(of("Poor")).toMatchObject({
    spent: "0.016875",
    left: "0.013125",
    outlook: "runs_out",
    runsOutOn: "2026-12-01",
  });
  expect(of("Poor")?.days).toHaveLength(30);
  // What was spent before the first day that is shown is gone, too.
  expect(of("Poor")?.days[0]).toEqual({ day: "2026-10-25", spent: "0.00", left: "0.024375" });
  expect(of("Poor")?.to).toBe("2026-12-01");
  expect(of("Nightly")).toMatchObject({ spent: "0.016875", runsOutOn: "2026-11-23", kind: "api_key" });
  expect(of("Rich")).toMatchObject({
    spent: "0.00",
    outlook: "lasts",
    runsOutOn: null,
    from: "2026-11-23",
    to: "2026-11-30",
  });

  // A credit note gives a budget back what it takes from the bill.
  const invoiceId = await issueInvoice(scope, { clock });
  const [line] = (await getInvoice(scope, invoiceId)).lines;
  const given = { eventId: line?.attemptId ?? "", amount: parseUsd("0.005") };
  await issueCreditNote(scope.orgId, { invoiceId, lines: [given], reason: "A test" }, { clock, actor: "op" });
  const spentNow = (budgets: readonly { name: string; spent: string }[]) =>
    Object.fromEntries(budgets.map(({ name, spent }) => [name, spent]));
  expect(spentNow((await spend(scope)).burnDowns)).toEqual({ Poor: "0.011875", Rich: "0.00", Nightly: "0.011875" });
  expect(spentNow(await listBudgets(scope))).toEqual({ Poor: "0.011875", Rich: "0.00", Nightly: "0.011875" });
});

it("writes each table as CSV, defused, with the same sums", async () => {
  const scope = await open();
  const work = await post(scope, { projectId: (await createProject(scope, { name: "=1+1" })).id });
  await call(work, "2026-11-20T10:00:00Z", BATCH);
  const statement = await spend(scope, { by: "project" });
  const read = (table: (typeof SPEND_TABLES)[number]) =>
    Papa.parse<Record<string, string>>(spendCsv(statement, table), { header: true }).data;
  expect(read("days").map(({ label, amount }) => [label, amount])).toEqual([["'=1+1", statement.total]]);
  expect(read("jobs")[0]).toMatchObject({ jobId: work.jobId, amount: statement.total });
  expect(read("savings").map(({ choice }) => choice)).toEqual(["cache", "economy tier"]);
  expect(SPEND_TABLES.map((table) => spendCsv(statement, table).split("\r\n")[0])).not.toContain("");
});
