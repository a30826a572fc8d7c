import { describe, expect, it } from "vitest";
import { CATALOGUE } from "#drizzle/seed/index";
import { TOOL_NAMES } from "#kernel";
import { readAgentDirectory } from "./disk";
import { checkModel } from "./import-agents";

describe("the agents that ship", () => {
  const models = new Map(CATALOGUE.models.map((model) => [`${model.provider}/${model.modelId}`, model]));
  const shipped = readAgentDirectory("agents").then(({ agents }) => agents);

  it("are in order, each on a model of the price list and within its limits", async () => {
    const agents = await shipped;
    expect(agents.length).toBeGreaterThanOrEqual(15);
    expect(agents.flatMap(({ spec }) => checkModel(spec, models))).toEqual([]);
  });

  it("have instructions that are worth reading: 150 to 400 words, the trainee's apart", async () => {
    for (const { spec } of await shipped) {
      if (spec.slug === "trainee") continue;
      const words = spec.instructions.split(/\s+/).length;
      expect(words, spec.slug).toBeGreaterThanOrEqual(150);
      expect(words, spec.slug).toBeLessThanOrEqual(400);
    }
  });

  it("have a data analyst with every tool but a manager's, on an Anthropic model at 2 to 5 USD per million", async () => {
    const analyst = (await shipped).find(({ spec }) => spec.slug === "data-analyst")?.spec;
    expect(analyst?.model.provider).toBe("anthropic");
    expect(new Set(analyst?.tools)).toEqual(new Set(TOOL_NAMES.filter((tool) => String(tool) !== "delegate")));
    const price = CATALOGUE.rateCards[0]?.prices.find(
      ({ modelId, tier }) => modelId === analyst?.model.modelId && tier === "standard",
    );
    expect(Number(price?.prices.input)).toBeGreaterThanOrEqual(2);
    expect(Number(price?.prices.input)).toBeLessThanOrEqual(5);
  });

  it("say of the trainee that it is no language model, in every place it is shown", async () => {
    const trainee = (await shipped).find(({ spec }) => spec.slug === "trainee")?.spec;
    for (const text of [trainee?.role, trainee?.pitch, models.get("trainee/trainee")?.name])
      expect(text).toMatch(/rule-based, not a language model/i);
  });
});
