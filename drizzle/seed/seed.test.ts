import { describe, expect, it } from "vitest";
import { FEES, parseRate, TOOL_NAMES } from "#kernel";
import { CATALOGUE } from "./index";

const { models, rateCards, agents } = CATALOGUE;
const nameOf = ({ provider, modelId }: { provider: string; modelId: string }) => `${provider} ${modelId}`;

describe("the seeded catalogue", () => {
  it("names each model and agent once", () => {
    expect(new Set(models.map(nameOf)).size).toBe(models.length);
    expect(new Set(agents.map(({ slug }) => slug)).size).toBe(agents.length);
  });

  it("has at least ten agents, each on a model it has, within that model's limits", () => {
    expect(agents.length).toBeGreaterThanOrEqual(10);
    const known = new Map(models.map((model) => [nameOf(model), model]));
    for (const agent of agents) {
      const model = known.get(nameOf(agent.model));
      expect(model, agent.slug).toBeDefined();
      expect(agent.maxOutputPerStep, agent.slug).toBeLessThanOrEqual(model?.maxOutput ?? 0);
      expect(agent.tools, agent.slug).toContain("deliver");
    }
  });

  it("has a data analyst with every tool, on an Anthropic model at 2 to 5 USD per million", () => {
    const analyst = agents.find(({ slug }) => slug === "data-analyst");
    expect(analyst).toMatchObject({ model: { provider: "anthropic" }, tools: [...TOOL_NAMES] });
    const [card] = rateCards;
    const price = card?.prices.find(
      (entry) => analyst && nameOf(entry) === nameOf(analyst.model) && entry.tier === "standard",
    );
    expect(Number(price?.prices.input)).toBeGreaterThanOrEqual(2);
    expect(Number(price?.prices.input)).toBeLessThanOrEqual(5);
  });

  it("says of the trainee that it is no language model, in every place it is shown", () => {
    const trainee = agents.find(({ slug }) => slug === "trainee");
    for (const text of [trainee?.role, trainee?.pitch, models.find(({ kind }) => kind === "trainee")?.name]) {
      expect(text).toMatch(/rule-based, not a language model/i);
    }
  });

  describe.each(rateCards)("rate card $version", ({ prices }) => {
    it("prices every component of every model above zero, in whole picodollars", () => {
      expect(new Set(prices.map(nameOf))).toEqual(new Set(models.map(nameOf)));
      for (const { prices: lines } of prices) {
        for (const [component, price] of Object.entries(lines)) {
          const fee = FEES.find((name) => name === component);
          expect(parseRate(price, fee ?? "input")).toBeGreaterThan(0n);
        }
      }
    });

    it("has each tier's line once, and above a threshold all token components that the base has", () => {
      const keys = prices.map((entry) => `${nameOf(entry)} ${entry.tier} ${entry.above?.tokens ?? 0}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const entry of prices.filter(({ above }) => above !== null)) {
        const base = prices.find(
          (other) => nameOf(other) === nameOf(entry) && other.tier === entry.tier && other.above === null,
        );
        const { webSearch: _fee, ...tokens } = base?.prices ?? {};
        expect(Object.keys(entry.prices).sort()).toEqual(Object.keys(tokens).sort());
      }
    });

    it("rates in the other tiers what it rates in the standard one", () => {
      for (const entry of prices.filter(({ tier, above }) => tier !== "standard" && above === null)) {
        const standard = prices.find(
          (other) => nameOf(other) === nameOf(entry) && other.tier === "standard" && other.above === null,
        );
        expect(Object.keys(entry.prices).sort()).toEqual(Object.keys(standard?.prices ?? {}).sort());
      }
    });
  });
});
