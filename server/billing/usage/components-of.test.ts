import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WIRE_APIS } from "#kernel";
import { UnusableUsage } from "../errors";
import { componentsOf } from "./components-of";

describe("Anthropic", () => {
  const base = { input_tokens: 10, output_tokens: 5 };

  it("never adds the split of the cache writes to their aggregate", () => {
    const usage = componentsOf("anthropic", {
      ...base,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
    });
    expect(usage.quantities).toEqual({ input: 10n, output: 5n, cacheWrite5m: 200n, cacheWrite1h: 100n });
    expect(usage).toMatchObject({ totalInput: 310n, review: null });
  });

  it.each([
    [{ cache_creation_input_tokens: 500 }, 200n, 100n],
    [{ cache_creation_input_tokens: 250 }, 200n, 50n],
    [{ cache_creation_input_tokens: 150 }, 150n, undefined],
  ])("charges only what aggregate and split agree on: %j", (aggregate, short, long) => {
    const usage = componentsOf("anthropic", {
      ...base,
      ...aggregate,
      cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
    });
    expect(usage.quantities.cacheWrite5m).toBe(short);
    expect(usage.quantities.cacheWrite1h).toBe(long);
    expect(usage.review).toContain("written to the cache");
  });

  it("takes writes without a split for the five-minute kind", () => {
    expect(componentsOf("anthropic", { ...base, cache_creation_input_tokens: 7 }).quantities.cacheWrite5m).toBe(7n);
  });

  it("reads the served tier, residency and searches", () => {
    const usage = componentsOf("anthropic", {
      ...base,
      service_tier: "batch",
      inference_geo: "us",
      server_tool_use: { web_search_requests: 2 },
    });
    expect(usage).toMatchObject({
      servedTier: "economy",
      multipliers: [{ bps: 11_000 }],
      quantities: { webSearch: 2n },
    });
  });

  it.each([{ service_tier: "turbo" }, { service_tier: "constructor" }, { inference_geo: "moon" }])(
    "flags what it has no price for: %j",
    (extra) => {
      const usage = componentsOf("anthropic", { ...base, ...extra });
      expect(usage.servedTier).toBeNull();
      expect(usage.review).not.toBeNull();
    },
  );
});

describe("OpenAI", () => {
  it("subtracts cached and written tokens from the prompt, and leaves reasoning in the output", () => {
    const usage = componentsOf("openai-chat", {
      prompt_tokens: 100,
      completion_tokens: 40,
      total_tokens: 140,
      prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
      completion_tokens_details: { reasoning_tokens: 25 },
      service_tier: "flex",
    });
    expect(usage.quantities).toEqual({ input: 10n, cacheRead: 60n, cacheWrite5m: 30n, output: 40n });
    expect(usage).toMatchObject({ totalInput: 100n, servedTier: "economy", review: null });
  });

  it("charges no more than the prompt when its parts exceed it", () => {
    const usage = componentsOf("openai-responses", {
      input_tokens: 50,
      output_tokens: 1,
      input_tokens_details: { cached_tokens: 80 },
    });
    expect(usage.quantities).toEqual({ cacheRead: 50n, output: 1n });
    expect(usage.review).toContain("do not fit");
  });

  it("flags a total that does not add up, and charges the parts", () => {
    const usage = componentsOf("openai-chat", { prompt_tokens: 10, completion_tokens: 5, total_tokens: 99 });
    expect(usage.quantities).toEqual({ input: 10n, output: 5n });
    expect(usage.review).toContain("99");
  });
});

describe("reasoning outside the output", () => {
  it("Google: thoughts are apart, tool use is extra input", () => {
    const usage = componentsOf("google", {
      promptTokenCount: 100,
      cachedContentTokenCount: 40,
      toolUsePromptTokenCount: 8,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 7,
      totalTokenCount: 120,
    });
    expect(usage.quantities).toEqual({ input: 68n, cacheRead: 40n, output: 5n, reasoning: 7n });
    expect(usage).toMatchObject({ totalInput: 108n, review: null });
  });

  it("xAI: the completion excludes reasoning", () => {
    const usage = componentsOf("xai", {
      prompt_tokens: 32,
      completion_tokens: 9,
      total_tokens: 135,
      prompt_tokens_details: { cached_tokens: 6 },
      completion_tokens_details: { reasoning_tokens: 94 },
    });
    expect(usage.quantities).toEqual({ input: 26n, cacheRead: 6n, output: 9n, reasoning: 94n });
    expect(usage.review).toBeNull();
  });

  it("is charged only as far as the total has room for it", () => {
    const usage = componentsOf("xai", {
      prompt_tokens: 10,
      completion_tokens: 100,
      total_tokens: 110,
      completion_tokens_details: { reasoning_tokens: 94 },
    });
    expect(usage.quantities).toEqual({ input: 10n, output: 100n });
    expect(usage.review).toContain("110");
  });
});

it("DeepSeek: flags hits and misses that are not the prompt", () => {
  const record = {
    prompt_tokens: 100,
    completion_tokens: 1,
    prompt_cache_hit_tokens: 60,
    prompt_cache_miss_tokens: 30,
  };
  const usage = componentsOf("deepseek", record);
  expect(usage.quantities).toEqual({ input: 40n, cacheRead: 60n, output: 1n });
  expect(usage.review).toContain("misses");
});

it("the trainee counts input and output, and nothing else", () => {
  const usage = componentsOf("trainee", { input_tokens: 12, output_tokens: 3 });
  expect(usage).toMatchObject({ quantities: { input: 12n, output: 3n }, totalInput: 12n, review: null });
});

describe("every wire", () => {
  it.each(WIRE_APIS)("%s: missing usage is not zero usage", (api) => {
    for (const raw of [{}, null, "", { usage: null }]) expect(() => componentsOf(api, raw)).toThrow(UnusableUsage);
  });

  const ZERO_USAGE = {
    input_tokens: 0,
    output_tokens: 0,
    prompt_tokens: 0,
    completion_tokens: 0,
    promptTokenCount: 0,
    candidatesTokenCount: 0,
    inputTokens: 0,
    outputTokens: 0,
  };

  it.each(WIRE_APIS)("%s: zero usage is usage", (api) => {
    expect(componentsOf(api, ZERO_USAGE)).toMatchObject({ quantities: {}, totalInput: 0n, review: null });
  });

  it.each(WIRE_APIS)("%s: refuses counts that are no counts, and names the field", (api) => {
    for (const bad of [-1, 1.5, "12", 2 ** 60]) {
      const raw = Object.fromEntries(Object.keys(ZERO_USAGE).map((field) => [field, bad]));
      expect(() => componentsOf(api, raw)).toThrow(/usage\.\w+ is not what it must be/);
    }
  });

  it("never charges more input than the provider counted", () => {
    const count = fc.nat({ max: 1_000_000 });
    fc.assert(
      fc.property(count, count, count, count, (prompt, cached, written, output) => {
        const usage = componentsOf("openai-chat", {
          prompt_tokens: prompt,
          completion_tokens: output,
          prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
        });
        expect(usage.totalInput).toBe(BigInt(prompt));
        expect(Object.values(usage.quantities).every((quantity) => quantity > 0n)).toBe(true);
        expect(usage.review === null).toBe(cached + written <= prompt);
      }),
    );
  });
});
