import { sql } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { budgets, caps } from "#drizzle/schema/index";
import { type OrgScope, parseUsd } from "#kernel";
import { withOrg, withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import {
  lose,
  mustReserve,
  openOrganization,
  openShop,
  postJob,
  reserve,
  type Shop,
  settle,
  violations,
} from "../testing/books";
import { claimAlerts } from "./claim-alerts";
import { archiveProject, createProject, renameProject, requireOpenProject } from "./commands/projects";
import { removeBudget } from "./commands/remove-budget";
import { setBudget } from "./commands/set-budget";
import { listBudgets } from "./queries/list-budgets";
import { budgetOrder } from "./schema";

const { owner } = testDatabase();

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

const USAGE = { input_tokens: 1_000, output_tokens: 100 };
const GREEDY = { input_tokens: 20_000, output_tokens: 100_000 };

const set = (scope: OrgScope, order: object) =>
  setBudget(scope, budgetOrder.parse({ kind: "organization_month", ...order }));

const monthCap = async (scope: OrgScope) => {
  const rows = await withOrg(scope, (tx) => tx.select().from(caps).where(sql`${caps.kind} = 'organization_month'`));
  return rows[0];
};

it("64 parallel reserves never pass a month by a picodollar, whatever job they are on", async () => {
  const scope = await openOrganization("100.00");
  await set(scope, { limit: "2.00" });
  // The first reserve of the month opens its cap; here all 64 are the first.
  await owner.query("delete from caps where kind = 'organization_month'");
  const jobs = await Promise.all(Array.from({ length: 8 }, () => postJob(scope, shop, { budget: "50.00", lanes: 8 })));
  const reserved = await Promise.all(jobs.flat().map((work) => reserve(work).then((attempt) => ({ work, attempt }))));
  const limit = parseUsd("2.00");
  expect((await monthCap(scope))?.held).toBeLessThanOrEqual(limit);
  const refused = reserved.flatMap(({ attempt }) => ("kind" in attempt ? [attempt.scope] : []));
  expect(new Set(refused)).toEqual(new Set(["organization_month"]));
  expect(await violations()).toEqual([]);

  const open = reserved.flatMap(({ work, attempt }) => ("kind" in attempt ? [] : { work, attempt }));
  await Promise.all(open.slice(0, 2).map(({ work, attempt }) => lose(work, attempt)));
  await Promise.all(open.slice(2).map(({ work, attempt }) => settle(work, attempt, GREEDY)));
  expect(await monthCap(scope)).toMatchObject({ held: 0n, spent: limit });
  expect(await violations()).toEqual([]);
});

it("a budget set in mid-month counts what was spent before, and what is under way", async () => {
  const scope = await openOrganization("100.00");
  const [first, second] = await postJob(scope, shop, { lanes: 2 });
  if (!first || !second) throw new Error("no runs");
  const { cost } = await settle(first, await mustReserve(first), USAGE);
  await lose(first, await mustReserve(first), USAGE);
  const underWay = await mustReserve(second);

  await expect(set(scope, { limit: "0.000001" })).rejects.toThrow(/is spent and .* is held .* Set at least/);
  expect(await listBudgets(scope)).toEqual([]);
  const budget = await set(scope, { limit: "1.00" });
  expect(parseUsd(budget.spent)).toBe(cost);
  expect(parseUsd(budget.held)).toBeGreaterThan(0n);
  expect(await violations()).toEqual([]);

  const later = await settle(second, underWay, USAGE);
  const [after] = await listBudgets(scope);
  expect(after).toMatchObject({ held: "0.00", name: "Client" });
  expect(parseUsd(after?.spent ?? "")).toBe(cost + later.cost);
  expect(await violations()).toEqual([]);
});

it("a budget that is set while calls are reserved and settled misses none", async () => {
  const scope = await openOrganization("100.00");
  const works = await postJob(scope, shop, { budget: "90.00", lanes: 24 });
  const call = async (work: (typeof works)[number]) => settle(work, await mustReserve(work), USAGE);
  const [costs] = await Promise.all([
    Promise.all(works.map(async (work) => (await call(work)).cost + (await call(work)).cost)),
    set(scope, { limit: "90.00" }),
  ]);
  const total = costs.reduce((sum, cost) => sum + cost, 0n);
  expect(parseUsd((await listBudgets(scope))[0]?.spent ?? "")).toBe(total);
  expect(await violations()).toEqual([]);
});

it("a project's and a key's budget refuse only their own jobs", async () => {
  const scope = await openOrganization("100.00");
  const project = await createProject(scope, { name: "Research" });
  const { rows } = await owner.query<{ id: string }>(
    "insert into api_keys (id, org_id, name, prefix, hash, role) values (gen_random_uuid(), $1, 'Nightly', 'k', gen_random_uuid()::text, 'member') returning id",
    [scope.orgId],
  );
  const apiKeyId = rows[0]?.id ?? "";
  await set(scope, { kind: "project", subjectId: project.id, limit: "0.01" });
  await set(scope, { kind: "api_key", subjectId: apiKeyId, limit: "0.02" });
  const works = await Promise.all(
    [{}, { projectId: project.id }, { apiKeyId }].map(async (posted) => (await postJob(scope, shop, posted))[0]),
  );
  const answers = await Promise.all(works.map((work) => (work ? reserve(work) : null)));
  expect(answers.map((answer) => (answer && "kind" in answer ? answer.scope : "reserved"))).toEqual([
    "reserved",
    "project",
    "api_key",
  ]);
  expect((await listBudgets(scope)).map(({ kind, name }) => [kind, name])).toEqual([
    ["api_key", "Nightly"],
    ["project", "Research"],
  ]);
});

it("a removed budget refuses nothing, and counts on for the next", async () => {
  const scope = await openOrganization("100.00");
  const [work] = await postJob(scope, shop);
  if (!work) throw new Error("no run");
  const { id } = await set(scope, { limit: "0.001" });
  expect(await reserve(work)).toMatchObject({ kind: "refused", scope: "organization_month" });
  await removeBudget(scope, id);
  const { cost } = await settle(work, await mustReserve(work), USAGE);
  expect(await listBudgets(scope)).toEqual([]);
  expect(parseUsd((await set(scope, { limit: "5.00" })).spent)).toBe(cost);
  await expect(removeBudget(scope, id)).rejects.toThrow(/no budget/);
  expect(await violations()).toEqual([]);
});

it("bad budgets are refused with what to do", async () => {
  const [scope, stranger] = [await openOrganization("0"), await openOrganization("0")];
  const { id } = await createProject(stranger, { name: "Theirs" });
  for (const [order, message] of [
    [{ limit: "-1.00" }, /zero or more/],
    [{ limit: "a lot" }, /not an amount/],
    [{ kind: "project", limit: "1.00" }, /Choose the project/],
    [{ kind: "project", subjectId: id, limit: "1.00" }, /no project/],
    [{ kind: "api_key", subjectId: "nobody", limit: "1.00" }, /no API key/],
  ] as const) {
    await expect(set(scope, order)).rejects.toThrow(message);
  }
});

it("projects have one name each, and take no jobs once archived", async () => {
  const scope = await openOrganization("0");
  const { id } = await createProject(scope, { name: "Research", costCentre: "R-1" });
  await createProject(scope, { name: "Sales" });
  await expect(createProject(scope, { name: "Research" })).rejects.toThrow(/already/);
  await expect(renameProject(scope, id, { name: "Sales" })).rejects.toThrow(/already/);
  expect(await renameProject(scope, id, { name: "Studies" })).toMatchObject({ name: "Studies", costCentre: null });
  await withOrg(scope, (tx) => requireOpenProject(tx, id));
  const { archivedAt } = await archiveProject(scope, id);
  expect(await archiveProject(scope, id)).toMatchObject({ archivedAt });
  await expect(withOrg(scope, (tx) => requireOpenProject(tx, id))).rejects.toThrow(/archived/);
});

it("alerts go off once each, also when many look, and again for a raised limit", async () => {
  const scope = await openOrganization("100.00");
  const [work] = await postJob(scope, shop);
  if (!work) throw new Error("no run");
  await set(scope, { limit: "0.10", alertPercents: [80, 20, 50, 20] });
  const look = () => withSystem(claimAlerts);
  // What the tests before have reached.
  await look();
  expect(await look()).toEqual([]);
  // 0.05 of 0.10 is exactly half: reached.
  await owner.query("update caps set spent = 50000000000 where kind = 'organization_month' and org_id = $1", [
    scope.orgId,
  ]);
  const told = (await Promise.all(Array.from({ length: 8 }, look))).flat();
  expect(told).toMatchObject([{ percent: 50, spent: 50_000_000_000n, name: "Client", kind: "organization_month" }]);
  expect(await look()).toEqual([]);
  await set(scope, { limit: "0.20", alertPercents: [20, 80] });
  expect(await look()).toMatchObject([{ percent: 20, limit: parseUsd("0.20") }]);
  expect(await look()).toEqual([]);
  expect(await withOrg(scope, (tx) => tx.$count(budgets))).toBe(1);
});
