import type { Tier } from "#kernel";

/** OpenAI's names for the tier of a response. `auto` is a request's word and says nothing about what was served. */
export const OPENAI_TIERS: { readonly [name: string]: Tier } = {
  default: "standard",
  standard: "standard",
  flex: "economy",
  batch: "economy",
  priority: "priority",
};
