import { TIERS } from "#kernel";
import type { SeedPrice, SeedRateCard } from "./shape";

type Prices = SeedPrice["prices"];

/**
 * A provider without tiers of its own: the list price holds in each of ours. What the client chooses is then only how
 * soon the agency begins. Anthropic's fast mode is not asked for, so its price is not here.
 */
const inEveryTier = (
  provider: string,
  modelId: string,
  prices: Prices,
  above: SeedPrice["above"] = null,
): SeedPrice[] => TIERS.map((tier) => ({ provider, modelId, tier, above, prices }));

/** Sold in the standard tier only: what the provider asks for flex or priority is not on record for this model. */
const standardOnly = (provider: string, modelId: string, prices: Prices): SeedPrice[] => [
  { provider, modelId, tier: "standard", above: null, prices },
];

/** Input, cache read, cache write for 5 minutes, for 1 hour, output. */
type ClaudePrices = readonly [string, string, string, string, string];

const claudePrices = ([input, cacheRead, cacheWrite5m, cacheWrite1h, output]: ClaudePrices): Prices => ({
  input,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
  output,
});

const claude = (modelId: string, prices: ClaudePrices) =>
  inEveryTier("anthropic", modelId, { ...claudePrices(prices), webSearch: "10" });

/** Input, cache read, cache write (OpenAI has one kind), output. */
type OpenAiPrices = readonly [string, string, string, string];

const openAiPrices = ([input, cacheRead, cacheWrite5m, output]: OpenAiPrices): Prices => ({
  input,
  cacheRead,
  cacheWrite5m,
  output,
});

const HAIKU_LONG = { tokens: 100_000, operator: ">" } as const;
const OPENAI_LONG = { tokens: 272_000, operator: ">" } as const;
const GEMINI_LONG = { tokens: 200_000, operator: ">" } as const;

type Lengths = { readonly base: OpenAiPrices; readonly long: OpenAiPrices };

/** With flex as economy and fast mode as priority, each at both lengths. */
function openAiTiers(modelId: string, tiers: Record<SeedPrice["tier"], Lengths>): SeedPrice[] {
  return TIERS.flatMap((tier) => [
    { provider: "openai", modelId, tier, above: null, prices: openAiPrices(tiers[tier].base) },
    { provider: "openai", modelId, tier, above: OPENAI_LONG, prices: openAiPrices(tiers[tier].long) },
  ]);
}

/** A price for each tier, at any length of input. */
const tiered = (provider: string, modelId: string, tiers: Record<SeedPrice["tier"], Prices>): SeedPrice[] =>
  TIERS.map((tier) => ({ provider, modelId, tier, above: null, prices: tiers[tier] }));

const prices: readonly SeedPrice[] = [
  ...claude("claude-opus-5-5", ["4", "0.2", "5", "8", "20"]),
  ...claude("claude-sonnet-5-5", ["2", "0.1", "2.5", "4", "10"]),
  ...claude("claude-sonnet-5", ["2", "0.2", "2.5", "4", "10"]),
  ...claude("claude-haiku-5-5", ["0.1", "0.01", "0.125", "0.2", "0.5"]),
  ...inEveryTier("anthropic", "claude-haiku-5-5", claudePrices(["0.5", "0.05", "0.625", "1", "2.5"]), HAIKU_LONG),
  ...claude("claude-haiku-4-5", ["1", "0.1", "1.25", "2", "5"]),

  ...standardOnly("openai", "gpt-6.1-sol", openAiPrices(["2", "0.1", "2.5", "10"])),
  ...standardOnly("openai", "gpt-6.1-terra", openAiPrices(["1", "0.05", "1.25", "5"])),
  ...standardOnly("openai", "gpt-6-luna", openAiPrices(["0.1", "0.01", "0.125", "0.5"])),
  ...openAiTiers("gpt-5.6-terra", {
    economy: { base: ["1", "0.1", "1.25", "6"], long: ["2", "0.2", "2.5", "9"] },
    standard: { base: ["2", "0.2", "2.5", "12"], long: ["4", "0.4", "5", "18"] },
    priority: { base: ["4", "0.4", "5", "24"], long: ["8", "0.8", "10", "36"] },
  }),
  ...openAiTiers("gpt-5.6-luna", {
    economy: { base: ["0.1", "0.01", "0.125", "0.6"], long: ["0.2", "0.02", "0.25", "0.9"] },
    standard: { base: ["0.2", "0.02", "0.25", "1.2"], long: ["0.4", "0.04", "0.5", "1.8"] },
    priority: { base: ["0.4", "0.04", "0.5", "2.4"], long: ["0.8", "0.08", "1", "3.6"] },
  }),
  // Before 5.6, OpenAI does not charge for cache writes and reports none.
  ...tiered("openai", "gpt-5.4-mini", {
    economy: { input: "0.375", cacheRead: "0.0375", output: "2.25" },
    standard: { input: "0.75", cacheRead: "0.075", output: "4.5" },
    priority: { input: "1.5", cacheRead: "0.15", output: "9" },
  }),

  ...standardOnly("google", "gemini-3.8-flash", { input: "0.75", cacheRead: "0.075", output: "3.75" }),
  ...standardOnly("google", "gemini-3.5-flash-lite", { input: "0.3", cacheRead: "0.03", output: "2.5" }),
  ...standardOnly("google", "gemini-3.1-pro-preview", { input: "2", cacheRead: "0.2", output: "12" }),
  {
    provider: "google",
    modelId: "gemini-3.1-pro-preview",
    tier: "standard",
    above: GEMINI_LONG,
    prices: { input: "4", cacheRead: "0.4", output: "18" },
  },

  ...inEveryTier("deepseek", "deepseek-v4-pro", { input: "0.435", cacheRead: "0.003625", output: "0.87" }),
  ...inEveryTier("deepseek", "deepseek-v4-flash", { input: "0.14", cacheRead: "0.0028", output: "0.28" }),
  ...inEveryTier("groq", "openai/gpt-oss-120b", { input: "0.15", cacheRead: "0.075", output: "0.6" }),

  // The agency's own compute: economy at half, priority at twice the standard price.
  ...tiered("local", "local", {
    economy: { input: "0.01", cacheRead: "0.001", output: "0.04" },
    standard: { input: "0.02", cacheRead: "0.002", output: "0.08" },
    priority: { input: "0.04", cacheRead: "0.004", output: "0.16" },
  }),
  ...tiered("trainee", "trainee", {
    economy: { input: "0.025", output: "0.1" },
    standard: { input: "0.05", output: "0.2" },
    priority: { input: "0.1", output: "0.4" },
  }),
];

/** Published cards never change: a new price is a new card, with the next version, at the end of this list. */
export const RATE_CARDS: readonly SeedRateCard[] = [
  {
    version: 1,
    // The first card has no predecessor, so it holds from before any agency began, whatever its clock says.
    validFrom: "2000-01-01T00:00:00Z",
    note: "List prices as recorded in public sources, mostly August 2026. Confirm them before selling.",
    prices,
  },
];
