import type { Component, RateLine, Tier, WireApi } from "#kernel";

/** A line of a price list as it is written: prices are texts, which may be wrong until they are checked. */
export type PriceLine = {
  /** The id of the model's row. */
  readonly modelId: string;
  readonly tier: Tier;
  readonly component: Component;
  readonly above: RateLine["above"];
  /** What the provider charges: USD per 1,000,000 tokens, or per 1,000 calls of a fee. */
  readonly cost: string;
  /** What it is sold for before markups; NULL: for the cost price. */
  readonly sell: string | null;
};

/** What the price book must know of a model. */
export type PricedModel = {
  readonly id: string;
  readonly provider: string;
  readonly modelId: string;
  readonly name: string;
  readonly api: WireApi;
};

type Place = Pick<PriceLine, "modelId" | "tier" | "component" | "above">;

/** Which line it is: two of the same price list never share it. */
export const lineKey = ({ modelId, tier, component, above }: Place): string =>
  [modelId, tier, component, above?.tokens ?? ""].join(" ");

const PASSED = { ">": "above", ">=": "from" } as const;

/** The line's name for people: "openai gpt-5.6-terra, standard, output above 272000 input tokens". */
export function describeLine({ tier, component, above }: Place, model: PricedModel | undefined): string {
  const name = model ? `${model.provider} ${model.modelId}` : "a model that is not in the catalogue";
  const threshold = above ? ` ${PASSED[above.operator]} ${above.tokens} input tokens` : "";
  return `${name}, ${tier}, ${component}${threshold}`;
}
