import { z } from "zod";
import { chatSchema, meterChat } from "./chat-completions";
import { type MeteredUsage, readRecord, tokens } from "./metered-usage";
import { OPENAI_TIERS } from "./openai-tiers";

/** Servers that imitate OpenAI differ in names, not in meaning: input includes the cache, output the reasoning. */
const schema = chatSchema.extend({
  input_tokens: tokens,
  output_tokens: tokens,
  input_tokens_details: z.looseObject({ cached_tokens: tokens, cache_write_tokens: tokens }).nullish(),
  inputTokens: tokens,
  outputTokens: tokens,
  totalTokens: tokens,
  cachedInputTokens: tokens,
});

/** Components of `usage` as servers write it that speak like OpenAI's, under any of its names. @throws UnusableUsage */
export function meterOpenAiCompatible(raw: unknown): MeteredUsage {
  const record = readRecord(schema, raw);
  return meterChat(
    {
      prompt_tokens: record.prompt_tokens ?? record.input_tokens ?? record.inputTokens,
      completion_tokens: record.completion_tokens ?? record.output_tokens ?? record.outputTokens,
      total_tokens: record.total_tokens ?? record.totalTokens,
      prompt_tokens_details: record.prompt_tokens_details ??
        record.input_tokens_details ?? { cached_tokens: record.cachedInputTokens },
      service_tier: record.service_tier,
    },
    OPENAI_TIERS,
  );
}
