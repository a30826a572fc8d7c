import type { Pico } from "./money";
import type { Component, Tier } from "./words";

/** The list price of one component in one tier: picodollars per token, or per call for a fee. */
export type RateLine = {
  readonly tier: Tier;
  readonly component: Component;
  readonly price: Pico;
  /** When the whole request is priced by this line: total input (cache included) passes `tokens`. NULL on the base line. */
  readonly above: { readonly tokens: number; readonly operator: ">" | ">=" } | null;
};

/** All lines of one model on one rate card. Immutable once published. */
export type RateTable = { readonly rateCardId: string; readonly modelId: string; readonly lines: readonly RateLine[] };
