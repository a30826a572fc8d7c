import { z } from "zod";
import {
  doubtTotal,
  type MeteredUsage,
  meteredUsage,
  readRecord,
  readTier,
  required,
  splitPrompt,
  toCount,
  tokens,
} from "./metered-usage";
import { OPENAI_TIERS } from "./openai-tiers";

const schema = z.looseObject({
  input_tokens: tokens,
  output_tokens: tokens,
  total_tokens: tokens,
  input_tokens_details: z.looseObject({ cached_tokens: tokens, cache_write_tokens: tokens }).nullish(),
  service_tier: z.string().nullish(),
});

/** `input_tokens` includes cached and written tokens; `output_tokens` includes reasoning. */
export function meterOpenAiResponses(raw: unknown): MeteredUsage {
  const record = readRecord(schema, raw);
  const input = required(record.input_tokens, "input_tokens");
  const output = required(record.output_tokens, "output_tokens");
  const details = record.input_tokens_details;
  const split = splitPrompt(input, toCount(details?.cached_tokens), toCount(details?.cache_write_tokens));
  const tier = readTier(record.service_tier, OPENAI_TIERS);
  return meteredUsage({
    quantities: { ...split.parts, output },
    servedTier: tier.tier,
    doubts: [split.doubt, doubtTotal(record.total_tokens, input + output), tier.doubt],
  });
}
