import type { SeedModel } from "./shape";

// Limits in tokens. Where a maximum output is not on record it is set low on purpose: an agent asks for far less a step.
const LIST = "list prices of pydantic/genai-prices (2026-08-21)";
const CLAUDE = "prices and limits of platform.claude.com, models overview (autumn 2026)";
const OPENAI_NOTES = "prices from release notes that cite OpenAI's pages (secondary); confirm before selling";

const anthropic = (modelId: string, name: string, contextWindow: number, maxOutput: number): SeedModel => ({
  provider: "anthropic",
  modelId,
  name,
  kind: "hosted",
  api: "anthropic",
  contextWindow,
  maxOutput,
  source: CLAUDE,
});

const openai = (modelId: string, name: string, contextWindow: number, source: string): SeedModel => ({
  provider: "openai",
  modelId,
  name,
  kind: "hosted",
  api: "openai-responses",
  contextWindow,
  maxOutput: 128_000,
  source,
});

const google = (modelId: string, name: string, contextWindow: number, source: string): SeedModel => ({
  provider: "google",
  modelId,
  name,
  kind: "hosted",
  api: "google",
  contextWindow,
  maxOutput: 65_536,
  source,
});

const deepseek = (modelId: string, name: string): SeedModel => ({
  provider: "deepseek",
  modelId,
  name,
  kind: "hosted",
  api: "deepseek",
  contextWindow: 1_000_000,
  maxOutput: 65_536,
  source: `${LIST}; maximum output set low on purpose`,
});

export const MODELS: readonly SeedModel[] = [
  anthropic("claude-opus-5-5", "Claude Opus 5.5", 1_000_000, 128_000),
  anthropic("claude-sonnet-5-5", "Claude Sonnet 5.5", 1_000_000, 128_000),
  anthropic("claude-sonnet-5", "Claude Sonnet 5", 1_000_000, 128_000),
  anthropic("claude-haiku-5-5", "Claude Haiku 5.5", 1_000_000, 128_000),
  anthropic("claude-haiku-4-5", "Claude Haiku 4.5", 200_000, 64_000),

  // No long-context price is on record for the 6.x models, so their window ends where that price would begin.
  openai("gpt-6.1-sol", "GPT-6.1 Sol", 272_000, OPENAI_NOTES),
  openai("gpt-6.1-terra", "GPT-6.1 Terra", 272_000, OPENAI_NOTES),
  openai("gpt-6-luna", "GPT-6 Luna", 272_000, OPENAI_NOTES),
  openai("gpt-5.6-terra", "GPT-5.6 Terra", 1_050_000, LIST),
  openai("gpt-5.6-luna", "GPT-5.6 Luna", 1_050_000, LIST),
  openai("gpt-5.4-mini", "GPT-5.4 mini", 400_000, LIST),

  google(
    "gemini-3.8-flash",
    "Gemini 3.8 Flash",
    1_048_576,
    "ai.google.dev pricing, by way of api-evangelist (2026-10-07)",
  ),
  google("gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite", 1_000_000, LIST),
  google("gemini-3.1-pro-preview", "Gemini 3.1 Pro (preview)", 1_000_000, LIST),

  deepseek("deepseek-v4-pro", "DeepSeek V4 Pro"),
  deepseek("deepseek-v4-flash", "DeepSeek V4 Flash"),

  {
    provider: "groq",
    modelId: "openai/gpt-oss-120b",
    name: "gpt-oss-120b (open weights, on Groq)",
    kind: "hosted",
    api: "groq",
    contextWindow: 131_072,
    maxOutput: 32_768,
    source: LIST,
  },
  {
    provider: "local",
    modelId: "local",
    name: "Local model",
    kind: "local",
    api: "openai-compatible",
    // Replaced by what the server tells, as soon as one is detected.
    contextWindow: 32_768,
    maxOutput: 8_192,
    source: "whichever model the server at LOCAL_MODEL_URL offers first; the price is the agency's own",
  },
  {
    provider: "trainee",
    modelId: "trainee",
    name: "Rule-based, not a language model",
    kind: "trainee",
    api: "trainee",
    contextWindow: 1_000_000,
    maxOutput: 16_384,
    source: "part of this agency; the price is the agency's own",
  },
];
