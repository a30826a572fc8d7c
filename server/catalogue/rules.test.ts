import { describe, expect, it } from "vitest";
import { type Component, pico, type RateLine, type Tier } from "#kernel";
import { computeRoster, type RosterAgent } from "./roster";
import { computeOffDuty, computeSellRates, computeTiers, computeUnrated } from "./rules";

const line = (
  component: Component,
  price: bigint,
  tier: Tier = "standard",
  above: RateLine["above"] = null,
): RateLine => ({
  tier,
  component,
  price: pico(price),
  above,
});

const LONG = { tokens: 200_000, operator: ">" } as const;

describe("rates", () => {
  it("that are missing are named; a dearer line for long input is none", () => {
    expect(computeUnrated("google", [line("input", 1n), line("output", 1n, "standard", LONG)])).toEqual([
      "cacheRead",
      "output",
    ]);
    expect(computeUnrated("trainee", [line("input", 1n), line("output", 1n)])).toEqual([]);
    expect(computeUnrated("anthropic", [])).toEqual([
      "input",
      "cacheRead",
      "cacheWrite5m",
      "cacheWrite1h",
      "output",
      "webSearch",
    ]);
  });

  it("sell at the standard base price and the markup, exactly", () => {
    const lines = [
      line("input", 2_000_000n),
      line("input", 4_000_000n, "standard", LONG),
      line("input", 1_000_000n, "economy"),
      line("webSearch", 10_000_000_000n),
    ];
    expect(computeSellRates(lines, 2_500)).toEqual({ input: "2.5", webSearch: "12.5" });
  });

  it("make a tier only with input and output", () => {
    const lines = [
      line("input", 1n),
      line("output", 1n),
      line("input", 1n, "economy"),
      line("output", 1n, "economy", LONG),
    ];
    expect(computeTiers(lines)).toEqual(["standard"]);
  });
});

describe("off duty", () => {
  const model = { provider: "anthropic", kind: "hosted", servedAs: null, offDutyReason: null, unrated: [] } as const;
  const here = () => null;

  it("is said with the first reason that a person can act on", () => {
    expect(computeOffDuty(model, here)).toBeNull();
    expect(computeOffDuty({ ...model, offDutyReason: "broken" }, () => "no key")).toBe("no key");
    expect(computeOffDuty({ ...model, offDutyReason: "broken" }, here)).toBe("broken");
    expect(computeOffDuty({ ...model, unrated: ["output"] }, here)).toMatch(/No rate is in force for output/);
    expect(computeOffDuty({ ...model, kind: "local" }, here)).toMatch(/LOCAL_MODEL_URL/);
    expect(computeOffDuty({ ...model, kind: "local", servedAs: "qwen" }, here)).toBeNull();
  });
});

describe("the roster", () => {
  const agent = (slug: string, change: Partial<RosterAgent> = {}): RosterAgent => ({
    slug,
    name: slug,
    role: "Analyst",
    grade: "junior",
    pitch: "",
    publisher: "The house",
    version: 1,
    skills: [],
    tools: [],
    tiers: ["standard"],
    model: {
      provider: "p",
      id: "m",
      kind: "hosted",
      name: "M",
      servedAs: null,
      contextWindow: 1,
      maxOutput: 1,
      source: "",
    },
    rates: {},
    onDuty: true,
    reason: null,
    ...change,
  });
  const listed = (...agents: RosterAgent[]) => agents.map((one) => ({ agent: one, listed: true }));
  const trainee = agent("trainee", { model: { ...agent("x").model, kind: "trainee" } });
  const slugs = (agents: readonly RosterAgent[]) => agents.map(({ slug }) => slug);

  it("shows the trainee only while no model is on duty", () => {
    expect(slugs(computeRoster(listed(agent("a", { onDuty: false }), trainee), {}))).toEqual(["trainee", "a"]);
    expect(slugs(computeRoster(listed(agent("a"), trainee), {}))).toEqual(["a"]);
  });

  it("leaves out what is unlisted", () => {
    expect(computeRoster([{ agent: agent("a"), listed: false }], {})).toEqual([]);
  });

  it("puts those on duty first, then the higher grade, then the name", () => {
    const agents = [
      agent("z"),
      agent("b", { grade: "senior" }),
      agent("a", { onDuty: false, grade: "principal" }),
      agent("c"),
    ];
    expect(slugs(computeRoster(listed(...agents), {}))).toEqual(["b", "c", "z", "a"]);
  });

  it("is searched by all words, in any field, and narrowed by each filter", () => {
    const agents = listed(
      agent("a", { skills: ["SQL", "charts"], tools: ["query_sql"] }),
      agent("b", { pitch: "Charts and prose", onDuty: false }),
    );
    expect(slugs(computeRoster(agents, { search: "charts" }))).toEqual(["a", "b"]);
    expect(slugs(computeRoster(agents, { search: "  CHARTS prose" }))).toEqual(["b"]);
    expect(slugs(computeRoster(agents, { skill: "SQL" }))).toEqual(["a"]);
    expect(slugs(computeRoster(agents, { tool: "query_sql" }))).toEqual(["a"]);
    expect(slugs(computeRoster(agents, { duty: "off" }))).toEqual(["b"]);
    expect(slugs(computeRoster(agents, { provider: "other" }))).toEqual([]);
  });
});
