import { describe, expect, test } from "vitest";
import { createModelProviders, type ModelProvider } from "./index";
import { retryAfterMs } from "./retry-after";
import { requestFor, WIRES } from "./testing.fixture";
import { versionedUrl } from "./wires/wire";

describe("which providers are on duty", () => {
  const trainee: ModelProvider = { call: () => Promise.reject(new Error("not called")) };
  const providers = createModelProviders({ xai: { apiKey: "k" } }, { extra: { trainee } });
  const model = requestFor(WIRES[0]).model;

  test("those that are configured, and those that are handed in", () => {
    expect(providers.find({ ...model, provider: "xai" })).not.toBeNull();
    expect(providers.find({ ...model, provider: "trainee" })).toBe(trainee);
    expect(providers.whyOff("xai")).toBeNull();
    expect(providers.whyOff("trainee")).toBeNull();
  });

  test.each([
    ["anthropic", "No ANTHROPIC_API_KEY is set on this agency."],
    ["openai", "No OPENAI_API_KEY is set on this agency."],
    ["google", "No GOOGLE_GENERATIVE_AI_API_KEY is set on this agency."],
    ["local", "No LOCAL_MODEL_URL is set on this agency."],
    ["toString", "This agency has no model provider called “toString”."],
  ])("%s is off duty, and says why", (provider, reason) => {
    expect(providers.find({ ...model, provider })).toBeNull();
    expect(providers.whyOff(provider)).toBe(reason);
  });
});

test.each([
  ["http://127.0.0.1:1234", "v1", "http://127.0.0.1:1234/v1"],
  ["http://127.0.0.1:1234/", "v1", "http://127.0.0.1:1234/v1"],
  ["http://127.0.0.1:1234/v1/", "v1", "http://127.0.0.1:1234/v1"],
  ["https://api.groq.com/openai", "v1", "https://api.groq.com/openai/v1"],
  ["https://example.test/v1beta", "v1beta", "https://example.test/v1beta"],
  ["https://example.test/v1beta/openai", "v1", "https://example.test/v1beta/openai"],
  ["https://v1.example.test", "v1", "https://v1.example.test/v1"],
])("%s for %s is %s", (given, version, expected) => {
  expect(versionedUrl(given, version)).toBe(expected);
});

describe("how long a provider asks to wait", () => {
  const NOW = Date.parse("2026-06-01T00:00:00Z");
  const waitOf = (headers: Record<string, string>, status = 429) => retryAfterMs(status, new Headers(headers), NOW);

  test.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ "retry-after": "3" }, 3_000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after-ms": "20", "retry-after": "3" }, 20],
    [{ "retry-after": "Mon, 01 Jun 2026 00:00:09 GMT" }, 9_000],
    [{ "retry-after": "Mon, 01 Jun 2020 00:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-1e9" }, undefined],
  ])("retry-after %j", (headers, expected) => {
    expect(waitOf(headers)).toBe(expected);
    expect(waitOf(headers, 503)).toBe(expected);
  });

  const openai = (requests: string, forRequests: string, tokens: string, forTokens: string) => ({
    "x-ratelimit-remaining-requests": requests,
    "x-ratelimit-reset-requests": forRequests,
    "x-ratelimit-remaining-tokens": tokens,
    "x-ratelimit-reset-tokens": forTokens,
  });
  const anthropic = (requests: string, forRequests: string, tokens: string, forTokens: string) => ({
    "anthropic-ratelimit-requests-remaining": requests,
    "anthropic-ratelimit-requests-reset": forRequests,
    "anthropic-ratelimit-input-tokens-remaining": tokens,
    "anthropic-ratelimit-input-tokens-reset": forTokens,
  });

  test.each<[string, Record<string, string>, number | undefined]>([
    ["OpenAI, no requests left", openai("0", "1m12.5s", "9000", "6ms"), 72_500],
    ["OpenAI, too few tokens left", openai("59", "1s", "120", "6m0s"), 360_000],
    ["OpenAI, nothing left at all", openai("0", "17ms", "0", "2s"), 2_000],
    ["Groq, a day's requests left", openai("14370", "2m59.56s", "0", "7.66s"), 7_660],
    ["what is no duration", openai("0", "soon", "0", ""), undefined],
    ["Anthropic, no requests left", anthropic("0", "2026-06-01T00:00:21Z", "8000", "2026-06-01T00:01:00Z"), 21_000],
    ["Anthropic, no tokens left", anthropic("3", "2026-06-01T00:00:21Z", "0", "2026-06-01T00:00:40Z"), 40_000],
    ["Anthropic, some of everything left", anthropic("3", "2026-06-01T00:00:21Z", "9", "x"), undefined],
    ["its own words come first", { ...openai("0", "6m0s", "0", "1s"), "retry-after": "5" }, 5_000],
  ])("by the limit that is used up: %s", (_, headers, expected) => {
    expect(waitOf(headers)).toBe(expected);
    // Every answer has these: only a refusal for the rate is about them.
    if (!("retry-after" in headers)) expect(waitOf(headers, 500)).toBeUndefined();
  });
});
