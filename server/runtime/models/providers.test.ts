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

test.each([
  [{}, undefined],
  [{ "retry-after": "3" }, 3_000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after-ms": "20", "retry-after": "3" }, 20],
  [{ "retry-after": "Mon, 01 Jun 2026 00:00:09 GMT" }, 9_000],
  [{ "retry-after": "Mon, 01 Jun 2020 00:00:00 GMT" }, 0],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "-1e9" }, undefined],
])("retry-after %j", (headers, expected) => {
  const wait = retryAfterMs(new Headers(headers as Record<string, string>), Date.parse("2026-06-01T00:00:00Z"));
  expect(wait).toBe(expected);
});
