import { z } from "zod";
import type { Tier } from "#kernel";
import { chatSchema } from "./chat-completions";
import {
  type MeteredUsage,
  meteredUsage,
  readRecord,
  readTier,
  required,
  splitPrompt,
  toCount,
  tokens,
} from "./metered-usage";
import { certainReasoning } from "./separate-reasoning";

const schema = chatSchema.extend({
  server_side_tool_usage_details: z.looseObject({ web_search_calls: tokens }).nullish(),
});

const TIERS: { readonly [name: string]: Tier } = { default: "standard", standard: "standard", priority: "priority" };

/** The prompt includes cached tokens; the completion EXCLUDES reasoning, the opposite of OpenAI. */
export function meterXai(raw: unknown): MeteredUsage {
  const record = readRecord(schema, raw);
  const prompt = required(record.prompt_tokens, "prompt_tokens");
  const output = required(record.completion_tokens, "completion_tokens");
  const split = splitPrompt(prompt, toCount(record.prompt_tokens_details?.cached_tokens));
  const reported = toCount(record.completion_tokens_details?.reasoning_tokens);
  const { reasoning, doubt } = certainReasoning(record.total_tokens, prompt + output, reported);
  const tier = readTier(record.service_tier, TIERS);
  return meteredUsage({
    quantities: {
      ...split.parts,
      output,
      reasoning,
      webSearch: toCount(record.server_side_tool_usage_details?.web_search_calls),
    },
    servedTier: tier.tier,
    doubts: [split.doubt, doubt, tier.doubt],
  });
}
