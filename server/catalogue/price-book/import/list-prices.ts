import { z } from "zod";
import type { Component, RateLine, Tier } from "#kernel";
import { parseExactJson } from "./exact-json";
import { type FilePrice, notThisFormat, type PriceFile, pricePerUnit } from "./imported";

const price = z.string().nullish();
const condition = z.looseObject({
  key: z.string().optional(),
  values: z.array(z.string()).optional(),
  usageDetailPattern: z.string().optional(),
  operator: z.string(),
  value: z.string().optional(),
});
type Condition = z.infer<typeof condition>;

const tierPrices = z.looseObject({
  input: price,
  output: price,
  cache_read: price,
  cache_write: price,
  cache_write_1h: price,
  when: z.array(condition),
});

const fileSchema = z.looseObject({
  multipliers: z.record(z.string(), z.looseObject({ web_search_per_1k: price })).default({}),
  prices: z.array(
    z.looseObject({
      model: z.string(),
      provider: z.string(),
      input_per_mtok: price,
      output_per_mtok: price,
      cache_read_per_mtok: price,
      cache_write_per_mtok: price,
      cache_write_1h_per_mtok: price,
      tiers: z.record(z.string(), tierPrices).default({}),
    }),
  ),
});

const PROVIDERS: Readonly<Record<string, string>> = { "x-ai": "xai" };
const SERVED: Readonly<Record<string, Tier>> = { flex: "economy", priority: "priority" };
const PASSES: Readonly<Record<string, ">" | ">=">> = { gt: ">", gte: ">=" };

const COMPONENT_OF = {
  input: "input",
  output: "output",
  cache_read: "cacheRead",
  cache_write: "cacheWrite5m",
  cache_write_1h: "cacheWrite1h",
} as const satisfies Record<string, Component>;
type Column = keyof typeof COMPONENT_OF;
const COLUMNS = Object.keys(COMPONENT_OF) as Column[];

/** When a price holds; NULL when a condition is none that this agency can tell. */
function placeOf(when: readonly Condition[]): { tier: Tier; above: RateLine["above"] } | null {
  let tier: Tier = "standard";
  let above: RateLine["above"] = null;
  for (const { key, values = [], usageDetailPattern, operator, value } of when) {
    const passes = PASSES[operator];
    const served = values.map((name) => SERVED[name]).find((found) => found !== undefined);
    if (key === "service_tier" && operator === "in" && served) tier = served;
    else if (usageDetailPattern && passes && value && /^\d{1,9}$/.test(value))
      above = { tokens: Number.parseInt(value, 10), operator: passes };
    else return null;
  }
  return { tier, above };
}

/**
 * Reads a price list in the format of `list-prices.json`: USD per 1,000,000 tokens, tiers with their conditions.
 * @throws InvalidInput naming `file`
 */
export function readListPrices(text: string): PriceFile {
  const parsed = fileSchema.safeParse(parseExactJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return notThisFormat("list-prices.json", `${issue?.path.join(".") || "file"}: ${issue?.message}`);
  }
  const { prices, multipliers } = parsed.data;
  const found: FilePrice[] = [];
  const unread: PriceFile["unread"][number][] = [];
  const models = prices.map(({ model, provider }) => ({ provider: PROVIDERS[provider] ?? provider, modelId: model }));
  for (const [index, entry] of prices.entries()) {
    const model = models[index];
    if (!model) continue;
    const add = (component: Component, cost: string | null | undefined, tier: Tier, above: RateLine["above"]) => {
      if (cost != null) found.push({ ...model, tier, component, above, cost: pricePerUnit(cost, 0) });
    };
    for (const column of COLUMNS) add(COMPONENT_OF[column], entry[`${column}_per_mtok`], "standard", null);
    add("webSearch", multipliers[entry.provider]?.web_search_per_1k, "standard", null);
    for (const [name, tierEntry] of Object.entries(entry.tiers)) {
      const place = placeOf(tierEntry.when);
      if (!place) unread.push({ ...model, what: `the prices of “${name}”` });
      else for (const column of COLUMNS) add(COMPONENT_OF[column], tierEntry[column], place.tier, place.above);
    }
  }
  return { prices: found, models, unread };
}
