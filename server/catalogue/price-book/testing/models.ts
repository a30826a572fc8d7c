import type { PricedModel } from "../lines";

const model = (provider: string, modelId: string, api: PricedModel["api"]): PricedModel => ({
  id: `${provider}-${modelId}`,
  provider,
  modelId,
  name: modelId,
  api,
});

/** A catalogue's models as the price book's rules see them; their ids are their names. */
export const MODELS: readonly PricedModel[] = [
  model("anthropic", "claude-sonnet-5", "anthropic"),
  model("anthropic", "claude-opus-5", "anthropic"),
  model("openai", "gpt-5.6-terra", "openai-responses"),
  model("google", "gemini-3.1-pro-preview", "google"),
  model("deepseek", "deepseek-v4-pro", "deepseek"),
];

export const MODELS_BY_ID = new Map(MODELS.map((each) => [each.id, each]));
