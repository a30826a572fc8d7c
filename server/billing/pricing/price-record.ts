import { type Component, formatDecimal, formatUsd, type RateTable, type Tier, type WireApi } from "#kernel";
import { componentsOf } from "../usage/components-of";
import { priceOf, sumLines } from "./price-of";
import { atCost } from "./rate";

/** One component of a priced record. Rates and amounts in US dollars, exact decimals. */
type PricedLine = {
  readonly component: Component;
  readonly quantity: string;
  readonly rate: string;
  readonly unit: number;
  readonly amount: string;
};

/** What a provider's usage record comes to under a price list, for its client and for the agency. */
export type PricedRecord = {
  /** The tier it was priced in: the one served, else the one asked for. */
  readonly tier: Tier;
  readonly totalInput: string;
  /** The provider's factors on its token prices. */
  readonly multipliers: readonly { readonly factor: string; readonly why: string }[];
  readonly sell: { readonly lines: readonly PricedLine[]; readonly total: string };
  readonly cost: { readonly lines: readonly PricedLine[]; readonly total: string };
  /** Why a person should look at it; NULL when the record adds up. */
  readonly review: string | null;
};

/**
 * Prices one provider's usage record by the formula of every charge.
 * @param usage the provider's usage JSON
 * @param markupBps the agent's
 * @throws UnusableUsage | UnratedComponent
 */
export function priceRecord(
  { api, usage }: { readonly api: WireApi; readonly usage: unknown },
  rates: RateTable,
  asked: Tier,
  markupBps: number,
): PricedRecord {
  const metered = componentsOf(api, usage);
  const tier = metered.servedTier ?? asked;
  const side = (table: RateTable, markup: number) => {
    const lines = priceOf(metered, table, tier, markup);
    return {
      lines: lines.map((line) => ({ ...line, quantity: line.quantity.toString(), amount: formatUsd(line.amount) })),
      total: formatUsd(sumLines(lines)),
    };
  };
  return {
    tier,
    totalInput: metered.totalInput.toString(),
    multipliers: metered.multipliers.map(({ bps, why }) => ({
      factor: formatDecimal({ digits: BigInt(bps), scale: 4 }),
      why,
    })),
    sell: side(rates, markupBps),
    cost: side(atCost(rates), 0),
    review: metered.review,
  };
}
