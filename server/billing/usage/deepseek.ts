import { chatSchema } from "./chat-completions";
import {
  doubtTotal,
  type MeteredUsage,
  meteredUsage,
  readRecord,
  required,
  splitPrompt,
  toCount,
  tokens,
} from "./metered-usage";

const schema = chatSchema.extend({ prompt_cache_hit_tokens: tokens, prompt_cache_miss_tokens: tokens });

/** Cache hits and misses together are the prompt; the completion includes reasoning. */
export function meterDeepSeek(raw: unknown): MeteredUsage {
  const record = readRecord(schema, raw);
  const prompt = required(record.prompt_tokens, "prompt_tokens");
  const output = required(record.completion_tokens, "completion_tokens");
  const hit = toCount(record.prompt_cache_hit_tokens ?? record.prompt_tokens_details?.cached_tokens);
  const split = splitPrompt(prompt, hit);
  const miss = record.prompt_cache_miss_tokens;
  const missDoubt =
    miss === null || miss === undefined || hit + BigInt(miss) === prompt
      ? null
      : `${hit} cache hits and ${miss} misses are not the prompt of ${prompt}`;
  return meteredUsage({
    quantities: { ...split.parts, output },
    doubts: [split.doubt, missDoubt, doubtTotal(record.total_tokens, prompt + output)],
  });
}
