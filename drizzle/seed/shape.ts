import type { Component, RateLine, Tier } from "#kernel";
import type { models } from "../schema/catalogue";

export type SeedModel = Pick<
  typeof models.$inferInsert,
  "provider" | "modelId" | "name" | "kind" | "api" | "contextWindow" | "maxOutput" | "source"
>;

type ModelName = Pick<SeedModel, "provider" | "modelId">;

/** The prices of one model in one tier, in USD per 1,000,000 tokens (per 1,000 calls of a fee), at most six decimals. */
export type SeedPrice = ModelName & {
  readonly tier: Tier;
  readonly above: RateLine["above"];
  readonly prices: Partial<Record<Component, string>>;
};

export type SeedRateCard = {
  readonly version: number;
  /** ISO 8601. The card before it ends here. */
  readonly validFrom: string;
  readonly note: string;
  readonly prices: readonly SeedPrice[];
};

export type SeedCatalogue = {
  readonly models: readonly SeedModel[];
  /** In the order of their versions. */
  readonly rateCards: readonly SeedRateCard[];
};
