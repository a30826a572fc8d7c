import { z } from "zod";
import type { Quantities, Tier } from "#kernel";
import { type MeteredUsage, meteredUsage, readRecord, readTier, required, toCount, tokens } from "./metered-usage";

const schema = z.looseObject({
  input_tokens: tokens,
  output_tokens: tokens,
  cache_read_input_tokens: tokens,
  cache_creation_input_tokens: tokens,
  cache_creation: z.looseObject({ ephemeral_5m_input_tokens: tokens, ephemeral_1h_input_tokens: tokens }).nullish(),
  server_tool_use: z.looseObject({ web_search_requests: tokens }).nullish(),
  service_tier: z.string().nullish(),
  speed: z.string().nullish(),
  inference_geo: z.string().nullish(),
});
type Record = z.infer<typeof schema>;

const TIERS: { readonly [name: string]: Tier } = { standard: "standard", priority: "priority", batch: "economy" };

/** Data residency: inference that ran in the US costs 1.1 times, on every token category. */
export const RESIDENCY = { bps: 11_000, why: "inference in the US" } as const;
const GEOGRAPHIES_WITHOUT_SURCHARGE = ["global", "not_available"];

/**
 * `cache_creation` splits the aggregate and is never added to it. Without the split all writes are the default,
 * five minutes; where the two disagree, what both of them cover is certain, the cheaper kind first.
 */
function cacheWrites(record: Record): { readonly parts: Quantities; readonly doubt: string | null } {
  const split = record.cache_creation;
  if (!split) return { parts: { cacheWrite5m: toCount(record.cache_creation_input_tokens) }, doubt: null };
  const short = toCount(split.ephemeral_5m_input_tokens);
  const long = toCount(split.ephemeral_1h_input_tokens);
  const aggregate =
    record.cache_creation_input_tokens === null || record.cache_creation_input_tokens === undefined
      ? short + long
      : BigInt(record.cache_creation_input_tokens);
  if (short + long === aggregate) return { parts: { cacheWrite5m: short, cacheWrite1h: long }, doubt: null };
  const cacheWrite5m = short < aggregate ? short : aggregate;
  const rest = aggregate - cacheWrite5m;
  return {
    parts: { cacheWrite5m, cacheWrite1h: long < rest ? long : rest },
    doubt: `${aggregate} tokens written to the cache are not the ${short} for 5 minutes and ${long} for 1 hour`,
  };
}

/** `input_tokens` excludes the cache; `output_tokens` includes thinking. */
export function meterAnthropic(raw: unknown): MeteredUsage {
  const record = readRecord(schema, raw);
  const writes = cacheWrites(record);
  const tier = readTier(record.service_tier, TIERS);
  const geo = record.inference_geo?.toLowerCase();
  return meteredUsage({
    quantities: {
      input: required(record.input_tokens, "input_tokens"),
      output: required(record.output_tokens, "output_tokens"),
      cacheRead: toCount(record.cache_read_input_tokens),
      webSearch: toCount(record.server_tool_use?.web_search_requests),
      ...writes.parts,
    },
    // Fast mode is sold by speed, beside the service tier.
    servedTier: record.speed === "fast" ? "priority" : tier.tier,
    multipliers: geo === "us" ? [RESIDENCY] : [],
    doubts: [
      writes.doubt,
      tier.doubt,
      !geo || geo === "us" || GEOGRAPHIES_WITHOUT_SURCHARGE.includes(geo)
        ? null
        : `it ran in "${geo.slice(0, 40)}", for which no surcharge is known`,
    ],
  });
}
