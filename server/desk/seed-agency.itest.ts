import { describe, expect, it } from "vitest";
import {
  findForHire,
  getRateTable,
  getRateTableOf,
  listAgents,
  listPrices,
  NoRateInForce,
  readAgentDirectory,
  syncLocalModel,
  takeModelOffDuty,
} from "#catalogue";
import { CATALOGUE } from "#drizzle/seed/index";
import { isOperator, scopeForUser, verifyPassword } from "#identity";
import { readPublic, withSystem } from "#platform";
import { testDatabase } from "../../e2e/fixtures/database/index";
import { seedAgency } from "./index";

const { owner } = testDatabase();
const now = new Date();
const { agents: shipped } = await readAgentDirectory("agents");
const nobodyOff = () => null;
const allOff = (provider: string) => (provider === "trainee" ? null : `no key for ${provider}`);

const countRows = async () => {
  const tables = [
    "users",
    "organizations",
    "members",
    "models",
    "rate_cards",
    "rates",
    "agents",
    "agent_versions",
    "transfers",
    "audit_log",
  ];
  const { rows } = await owner.query(
    `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(", ")}`,
  );
  return rows[0];
};

// In this order: the first start, then what stands after it.
describe("the first start", () => {
  it("makes the demo organization, its credit, the operator and the catalogue; a second adds nothing", async () => {
    const first = await seedAgency();
    expect(first).toMatchObject({ models: CATALOGUE.models.length, rateCards: 1, agents: shipped.length });
    const { demoLogin, operatorLogin } = first;
    if (!demoLogin || !operatorLogin) throw new Error("no logins were made");

    const demo = await verifyPassword(demoLogin.email, demoLogin.password, "seed");
    const scope = await scopeForUser(demo?.id ?? "");
    expect(scope.role).toBe("owner");
    const { rows } = await owner.query("select posted, held from wallets where org_id = $1", [scope.orgId]);
    expect(rows).toEqual([{ posted: "100000000000000", held: "0" }]);

    const operator = await verifyPassword(operatorLogin.email, operatorLogin.password, "seed");
    expect(await isOperator(operator?.id ?? "")).toBe(true);
    expect(await isOperator(demo?.id ?? "")).toBe(false);

    const before = await countRows();
    expect(await seedAgency()).toEqual({
      models: 0,
      rateCards: 0,
      agents: 0,
      demoLogin: undefined,
      operatorLogin: undefined,
    });
    expect(await countRows()).toEqual(before);
  });

  it("does it once when two begin at the same moment", async () => {
    const before = await countRows();
    await Promise.all([seedAgency(), seedAgency()]);
    expect(await countRows()).toEqual(before);
  });
});

describe("the public roster", () => {
  it("without a key has the trainee on duty and says of all others why not", async () => {
    const [first, ...others] = await listAgents(allOff);
    expect(first).toMatchObject({
      slug: "trainee",
      onDuty: true,
      reason: null,
      rates: { input: "0.05", output: "0.2" },
    });
    expect(others).toHaveLength(shipped.length - 1);
    for (const agent of others)
      expect(agent).toMatchObject({ onDuty: false, reason: `no key for ${agent.model.provider}` });
  });

  it("with a key leaves the trainee to those who ask for it by name", async () => {
    const anthropicOnly = (provider: string) => (provider === "anthropic" ? null : allOff(provider));
    expect((await listAgents(anthropicOnly)).map(({ slug }) => slug)).not.toContain("trainee");
    expect(await readPublic((tx) => findForHire(tx, "trainee"))).toMatchObject({
      slug: "trainee",
      model: { api: "trainee" },
    });
  });

  it("sells at list price and markup, in the tiers of the card", async () => {
    const analyst = (await listAgents(nobodyOff, { search: "data analyst", provider: "anthropic" }))[0];
    expect(analyst).toMatchObject({
      slug: "data-analyst",
      tiers: ["economy", "standard", "priority"],
      rates: {
        input: "2.5",
        cacheRead: "0.125",
        cacheWrite5m: "3.125",
        cacheWrite1h: "5",
        output: "12.5",
        webSearch: "12.5",
      },
    });
  });

  it("has no one on duty before any card is in force", async () => {
    const early = await listAgents(nobodyOff, { provider: "trainee" }, new Date("1999-01-01"));
    expect(early).toMatchObject([{ onDuty: false, rates: {}, reason: expect.stringContaining("No rate is in force") }]);
  });
});

describe("prices", () => {
  it("are listed by component, with thresholds and the card they stand on", async () => {
    const prices = await listPrices(now);
    expect(prices).toContainEqual(
      expect.objectContaining({
        model: expect.objectContaining({ provider: "google", id: "gemini-3.1-pro-preview" }),
        tier: "standard",
        component: "output",
        price: "18",
        unit: 1_000_000,
        above: { tokens: 200_000, operator: ">" },
        rateCardVersion: 1,
      }),
    );
    expect(await listPrices(new Date("1999-01-01"))).toEqual([]);
  });

  it("in force are one table, which pinned runs find again; before any card there are none", async () => {
    await withSystem(async (tx) => {
      const trainee = await findForHire(tx, "trainee");
      if (!trainee) throw new Error("no trainee");
      const table = await getRateTable(tx, trainee.model.id, now);
      expect(table.lines).toContainEqual({ tier: "standard", component: "input", price: 50_000n, above: null });
      expect(await getRateTableOf(tx, table.rateCardId, trainee.model.id)).toEqual(table);
      await expect(getRateTable(tx, trainee.model.id, new Date("1999-01-01"))).rejects.toThrow(NoRateInForce);
    });
  });
});

describe("a model", () => {
  it("on a local server is called by its real name once it is detected, and off duty until then", async () => {
    const local = async () => (await listAgents(nobodyOff, { provider: "local" }))[0];
    expect(await local()).toMatchObject({ onDuty: false, reason: expect.stringContaining("LOCAL_MODEL_URL") });
    await syncLocalModel([
      { id: "qwen3:8b", contextWindow: 8_192 },
      { id: "other", contextWindow: null },
    ]);
    expect(await local()).toMatchObject({
      onDuty: true,
      model: { id: "local", servedAs: "qwen3:8b", contextWindow: 8_192, maxOutput: 4_096 },
    });
    expect(await readPublic((tx) => findForHire(tx, "local-generalist"))).toMatchObject({
      model: { callAs: "qwen3:8b" },
    });
    await syncLocalModel([]);
    expect(await local()).toMatchObject({ onDuty: false, model: { servedAs: null } });
  });

  it("that was taken off duty says why, and keeps the first reason", async () => {
    const slug = "translator";
    await withSystem(async (tx) => {
      const agent = await findForHire(tx, slug);
      await takeModelOffDuty(tx, agent?.model.id ?? "", "Cache writes have no rate.");
      await takeModelOffDuty(tx, agent?.model.id ?? "", "Something else.");
    });
    expect(await listAgents(nobodyOff, { search: "translator" })).toMatchObject([
      { onDuty: false, reason: "Cache writes have no rate." },
    ]);
  });
});
