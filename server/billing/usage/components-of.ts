import type { WireApi } from "#kernel";
import { meterAnthropic, RESIDENCY } from "./anthropic";
import { meterDeepSeek } from "./deepseek";
import { meterGoogle } from "./google";
import { meterGroq } from "./groq";
import type { MeteredUsage } from "./metered-usage";
import { meterOpenAiChat } from "./openai-chat";
import { meterOpenAiCompatible } from "./openai-compatible";
import { meterOpenAiResponses } from "./openai-responses";
import { meterOpenRouter } from "./openrouter";
import { meterTrainee } from "./trainee";
import { meterXai } from "./xai";

const METERS: Readonly<Record<WireApi, (raw: unknown) => MeteredUsage>> = {
  anthropic: meterAnthropic,
  "openai-chat": meterOpenAiChat,
  "openai-responses": meterOpenAiResponses,
  google: meterGoogle,
  xai: meterXai,
  deepseek: meterDeepSeek,
  openrouter: meterOpenRouter,
  groq: meterGroq,
  "openai-compatible": meterOpenAiCompatible,
  trainee: meterTrainee,
};

/**
 * Derives the disjoint components from a provider's raw usage record.
 * A record that contradicts itself is charged as far as it is certain and flagged in `review`.
 * @throws UnusableUsage when a count is missing, negative or not whole. Zero is a count; missing is not zero
 */
export const componentsOf = (api: WireApi, raw: unknown): MeteredUsage => METERS[api](raw);

/** The largest factor, in basis points, that a provider may put on its token prices. A hold reckons with it. */
export const dearestMultiplierBps = (api: WireApi): number => (api === "anthropic" ? RESIDENCY.bps : 10_000);
