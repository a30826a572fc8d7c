import type { RateTable, Tier, WireApi } from "#kernel";
import { type PricedCall, priceCall } from "../pricing/compute-settlement";

/** What of a usage event decides its price. */
export type UsedCall = {
  readonly api: WireApi;
  readonly raw: unknown;
  /** The tier that was served. */
  readonly tier: Tier;
  /** The agent's markup, and those of model and organization, that it was charged with. */
  readonly markupBps: number;
  readonly markups: readonly number[];
};

/** It with its model, as the database writes it. */
export type UsedCallRow = Omit<UsedCall, "markupBps"> & { readonly model_id: string; readonly markup_bps: number };

/**
 * Prices a call anew by the formula that charged it: stored usage × card × the markups of the call. Components without a
 * rate are told as `unrated`.
 */
export const priceAgain = ({ api, raw, tier, markupBps, markups }: UsedCall, rates: RateTable): PricedCall =>
  priceCall({ api, raw }, { ...rates, markups }, tier, markupBps);
