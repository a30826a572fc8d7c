import { describe, expect, test } from "vitest";
import type { JsonObject } from "./index";
import { failureOf, requestFor, WIRES, type WireUnderTest, withModels } from "./testing.fixture";

const [anthropic, responses, chat, google, local] = WIRES;

/** Records as the providers send them, with what the SDK drops or renames. */
const RECORDS: [WireUnderTest, JsonObject][] = [
  [
    anthropic,
    {
      input_tokens: 21,
      cache_creation_input_tokens: 700,
      cache_read_input_tokens: 188_086,
      cache_creation: { ephemeral_5m_input_tokens: 456, ephemeral_1h_input_tokens: 244 },
      output_tokens: 393,
      service_tier: "priority",
      inference_geo: "us",
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
    },
  ],
  [
    responses,
    {
      input_tokens: 2_006,
      input_tokens_details: { cached_tokens: 1_920, cache_write_tokens: 40 },
      output_tokens: 300,
      output_tokens_details: { reasoning_tokens: 192 },
      total_tokens: 2_306,
    },
  ],
  [
    chat,
    {
      prompt_tokens: 2_006,
      completion_tokens: 300,
      total_tokens: 2_306,
      prompt_tokens_details: { cached_tokens: 1_920, audio_tokens: 0, cache_write_tokens: 40 },
      completion_tokens_details: { reasoning_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
    },
  ],
  [
    google,
    {
      promptTokenCount: 1_000,
      cachedContentTokenCount: 400,
      candidatesTokenCount: 120,
      thoughtsTokenCount: 80,
      toolUsePromptTokenCount: 33,
      totalTokenCount: 1_233,
      promptTokensDetails: [{ modality: "TEXT", tokenCount: 1_000 }],
      toolUsePromptTokensDetails: [{ modality: "TEXT", tokenCount: 33 }],
    },
  ],
  [
    local,
    {
      prompt_tokens: 50,
      completion_tokens: 7,
      total_tokens: 57,
      prompt_cache_hit_tokens: 20,
      prompt_cache_miss_tokens: 30,
    },
  ],
];

describe.each(RECORDS)("$provider on $api", (wire, usage) => {
  test("reports the usage record exactly as it was on the wire", async () => {
    await withModels([{ text: "Hello.", usage }], async ({ call }) => {
      const { usage: reported } = await call(requestFor(wire));
      expect(reported.api).toBe(wire.api);
      expect(reported.raw).toMatchObject(usage);
      // Beside it stand only fields that the scripted server computes where the record leaves them out.
      const own = Object.keys(reported.raw).filter((key) => !(key in usage));
      expect(own.every((key) => /details$/i.test(key))).toBe(true);
    });
  });
});

// Anthropic's wire cannot leave it out.
test.each([responses, chat, google, local])("$api: a call without usage is not taken for a free one", async (wire) => {
  await withModels([{ text: "Hello.", withoutUsage: true }], async ({ call }) => {
    const failure = await failureOf(call(requestFor(wire)));
    expect(failure.kind).toBe("malformed");
    expect(failure.message).toContain("did not report the tokens");
    expect(failure.facts.usage).toBeUndefined();
  });
});

test.each([responses, chat, local])("$api: the tier that was served stands in the record", async (wire) => {
  await withModels([{ text: "Hello.", serviceTier: "flex" }], async ({ call }) => {
    expect((await call(requestFor(wire))).usage.raw.service_tier).toBe("flex");
  });
});

test("the tier that a client pays for is asked of the provider", async () => {
  await withModels([{ text: "Hello." }], async ({ server, call }) => {
    for (const wire of WIRES) {
      for (const tier of ["economy", "priority"] as const) await call(requestFor(wire, { tier }));
    }
    const asked = server.requests.map(({ body }) => body.service_tier ?? body.serviceTier ?? null);
    expect(asked).toEqual([
      "standard_only",
      null,
      "flex",
      "priority",
      "flex",
      "priority",
      "flex",
      "priority",
      null,
      null,
    ]);
  });
});

describe("a broken stream keeps what was reported until then", () => {
  const usage = { input_tokens: 900, cache_read_input_tokens: 100, output_tokens: 50 };

  test.each([
    [{ cutAfterChunks: 5 }, "disconnected"],
    [{ endAfterChunks: 5 }, "disconnected"],
    [{ invalidJson: true, afterChunks: 5 }, "malformed"],
    [{ sseError: "overloaded_error", afterChunks: 5 }, "unavailable"],
  ] as const)("%j on Anthropic's wire", async (fail, kind) => {
    await withModels([{ text: "The average fare is 32.20.", usage, fail }], async ({ call }) => {
      const failure = await failureOf(call(requestFor(anthropic)));
      expect(failure.kind).toBe(kind);
      expect(failure.facts.usage).toEqual({
        api: "anthropic",
        raw: expect.objectContaining({ input_tokens: 900, cache_read_input_tokens: 100, output_tokens: 1 }),
      });
    });
  });

  test("Google's running count", async () => {
    const reply = { text: "The average fare is 32.20.", usage: { promptTokenCount: 77 }, fail: { cutAfterChunks: 2 } };
    await withModels([reply], async ({ call }) => {
      const failure = await failureOf(call(requestFor(google)));
      expect(failure.facts.usage?.raw).toMatchObject({ promptTokenCount: 77 });
    });
  });
});
