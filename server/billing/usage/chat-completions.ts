import { z } from "zod";
import type { Tier } from "#kernel";
import {
  doubtTotal,
  type MeteredUsage,
  meteredUsage,
  readTier,
  required,
  splitPrompt,
  toCount,
  tokens,
} from "./metered-usage";

/** The usage record of a Chat Completions API and of those that imitate it. */
export const chatSchema = z.looseObject({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  total_tokens: tokens,
  prompt_tokens_details: z.looseObject({ cached_tokens: tokens, cache_write_tokens: tokens }).nullish(),
  completion_tokens_details: z.looseObject({ reasoning_tokens: tokens }).nullish(),
  server_tool_use: z.looseObject({ web_search_requests: tokens }).nullish(),
  /** The RESPONSE's tier: what was served, not what was asked for. */
  service_tier: z.string().nullish(),
});
export type ChatRecord = z.infer<typeof chatSchema>;

/** The prompt includes cached and written tokens; the completion includes reasoning. */
export function meterChat(record: ChatRecord, tierNames: Readonly<Record<string, Tier>>): MeteredUsage {
  const prompt = required(record.prompt_tokens, "prompt_tokens");
  const output = required(record.completion_tokens, "completion_tokens");
  const details = record.prompt_tokens_details;
  const split = splitPrompt(prompt, toCount(details?.cached_tokens), toCount(details?.cache_write_tokens));
  const tier = readTier(record.service_tier, tierNames);
  return meteredUsage({
    quantities: { ...split.parts, output, webSearch: toCount(record.server_tool_use?.web_search_requests) },
    servedTier: tier.tier,
    doubts: [split.doubt, doubtTotal(record.total_tokens, prompt + output), tier.doubt],
  });
}
