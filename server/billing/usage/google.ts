import { z } from "zod";
import type { Tier } from "#kernel";
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

const schema = z.looseObject({
  promptTokenCount: tokens,
  cachedContentTokenCount: tokens,
  /** Absent when nothing but thoughts came back. */
  candidatesTokenCount: tokens,
  thoughtsTokenCount: tokens,
  toolUsePromptTokenCount: tokens,
  totalTokenCount: tokens,
  serviceTier: z.string().nullish(),
});

const TIERS: { readonly [name: string]: Tier } = {
  standard: "standard",
  flex: "economy",
  batch: "economy",
  priority: "priority",
};

/** The prompt includes cached content; thoughts and the prompt of tool use come on top. */
export function meterGoogle(raw: unknown): MeteredUsage {
  const record = readRecord(schema, raw);
  const prompt = required(record.promptTokenCount, "promptTokenCount");
  const output = toCount(record.candidatesTokenCount);
  const toolUse = toCount(record.toolUsePromptTokenCount);
  const split = splitPrompt(prompt, toCount(record.cachedContentTokenCount));
  const { reasoning, doubt } = certainReasoning(
    record.totalTokenCount,
    prompt + toolUse + output,
    toCount(record.thoughtsTokenCount),
  );
  const tier = readTier(record.serviceTier, TIERS);
  return meteredUsage({
    quantities: { ...split.parts, input: (split.parts.input ?? 0n) + toolUse, output, reasoning },
    servedTier: tier.tier,
    doubts: [split.doubt, doubt, tier.doubt],
  });
}
