import { z } from "zod";
import type { Component, Tier } from "#kernel";
import { parseExactJson } from "./exact-json";
import { type FileModel, type FilePrice, notThisFormat, type PriceFile, pricePerUnit } from "./imported";

const fileSchema = z.record(z.string(), z.looseObject({ litellm_provider: z.string().optional() }));

/** LiteLLM's names of providers, where they are not ours. The same model at a cloud's door is another provider's. */
const PROVIDERS: Readonly<Record<string, string>> = { gemini: "google", text_completion_openai: "openai" };

const COMPONENT_OF: Readonly<Record<string, Component>> = {
  input_cost_per_token: "input",
  output_cost_per_token: "output",
  output_cost_per_reasoning_token: "reasoning",
  cache_read_input_token_cost: "cacheRead",
  cache_creation_input_token_cost: "cacheWrite5m",
  cache_creation_input_token_cost_above_1hr: "cacheWrite1h",
};
const TIER_OF: Readonly<Record<string, Tier>> = { flex: "economy", priority: "priority" };
const FIELD = new RegExp(
  `^(${Object.keys(COMPONENT_OF).join("|")})(?:_above_(\\d{1,4})k_tokens)?(?:_(flex|priority))?$`,
);

/** The entry that explains the format, in the file itself. */
const SAMPLE = "sample_spec";

function modelOf(key: string, provider: string): FileModel {
  const modelId = key.startsWith(`${provider}/`) ? key.slice(provider.length + 1) : key;
  return { provider: PROVIDERS[provider] ?? provider, modelId };
}

/** The fee of a search, when it is one for every size of context: USD per call. */
function searchFee(value: unknown): string | null {
  const sizes = z.record(z.string(), z.string()).safeParse(value).data;
  const [fee, ...others] = new Set(Object.values(sizes ?? {}));
  return fee !== undefined && others.length === 0 ? fee : null;
}

/** What one field of an entry prices; NULL when it is no price that this agency can charge by. */
function readField(field: string, value: unknown): Omit<FilePrice, keyof FileModel> | null {
  if (field === "search_context_cost_per_query") {
    const fee = searchFee(value);
    return fee === null ? null : { tier: "standard", component: "webSearch", above: null, cost: pricePerUnit(fee, 3) };
  }
  const [, name = "", thousands, suffix] = FIELD.exec(field) ?? [];
  const component = COMPONENT_OF[name];
  if (!component || typeof value !== "string") return null;
  return {
    component,
    tier: (suffix && TIER_OF[suffix]) || "standard",
    above: thousands ? { tokens: Number.parseInt(thousands, 10) * 1_000, operator: ">" } : null,
    cost: pricePerUnit(value, 6),
  };
}

/**
 * Reads LiteLLM's `model_prices_and_context_window.json`: USD per token, as JSON numbers.
 * @throws InvalidInput naming `file`
 */
export function readLiteLlm(text: string): PriceFile {
  const parsed = fileSchema.safeParse(parseExactJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return notThisFormat(
      "model_prices_and_context_window.json",
      `${issue?.path.join(".") || "file"}: ${issue?.message}`,
    );
  }
  const prices: FilePrice[] = [];
  const models: FileModel[] = [];
  const unread: PriceFile["unread"][number][] = [];
  for (const [key, { litellm_provider: provider, ...fields }] of Object.entries(parsed.data)) {
    if (key === SAMPLE || provider === undefined) continue;
    const model = modelOf(key, provider);
    models.push(model);
    for (const [field, value] of Object.entries(fields)) {
      if (!field.includes("cost") || value === null) continue;
      const read = readField(field, value);
      if (read) prices.push({ ...model, ...read });
      else unread.push({ ...model, what: field });
    }
  }
  return { prices, models, unread };
}
