import { type Component, parseRate, type RateLine, type RateTable, type Tier } from "#kernel";

type Prices = Partial<Record<Component, string>>;
type Above = RateLine["above"];

/** A rate line from a price as people write it: USD per million tokens, or per 1,000 calls of a fee. */
export const rateLine = (
  component: Component,
  usd: string,
  tier: Tier = "standard",
  above: Above = null,
): RateLine => ({
  tier,
  component,
  price: parseRate(usd, component),
  above,
});

/** A rate table from prices as people write them. */
export const rateTable = (
  prices: Prices,
  { rateCardId = "card", modelId = "model", tier = "standard" as Tier, extra = [] as readonly RateLine[] } = {},
): RateTable => ({
  rateCardId,
  modelId,
  lines: [...Object.entries(prices).map(([component, usd]) => rateLine(component as Component, usd, tier)), ...extra],
});

/** An Anthropic model's price list, as in `list-prices.json`. */
export const SONNET: Prices = {
  input: "3",
  cacheRead: "0.3",
  cacheWrite5m: "3.75",
  cacheWrite1h: "6",
  output: "15",
  webSearch: "10",
};
