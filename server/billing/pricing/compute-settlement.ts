import {
  addPico,
  type Component,
  FEES,
  maxPico,
  type Pico,
  pico,
  type RateTable,
  subPico,
  type Tier,
  type WireApi,
  ZERO,
} from "#kernel";
import { UnusableUsage } from "../errors";
import { componentsOf } from "../usage/components-of";
import type { MeteredUsage } from "../usage/metered-usage";
import { type ChargeLine, componentsIn, computeLines, pointsOfTier, sumLines, type Unrated } from "./price-of";
import { atCost } from "./rate";

export type UsageRecord = {
  readonly api: WireApi;
  /** The provider's usage JSON, word for word. */
  readonly raw: unknown;
};

/** What a call used and what it costs whom, before it is known whether the client's hold covers it. */
export type PricedCall = {
  readonly lines: ChargeLine[];
  /** Σ lines. */
  readonly charged: Pico;
  /** What the provider charges the agency, at cost price; tokens without a rate at the model's dearest. */
  readonly providerCost: Pico;
  /** Used, but without a rate: not charged. */
  readonly unrated: readonly Component[];
  /** The tier it is priced in: the one served, else the one asked for. */
  readonly tier: Tier;
  /** All input components together, tokens. */
  readonly inputTokens: bigint;
  /** Reasoning included, tokens. */
  readonly outputTokens: bigint;
  /** Why a person should look at it; NULL when in order. */
  readonly review: string | null;
};

/** What becomes of a record that cannot be metered: no charge, and a person looks at it. */
function meter({ api, raw }: UsageRecord): MeteredUsage {
  try {
    return componentsOf(api, raw);
  } catch (error) {
    if (!(error instanceof UnusableUsage)) throw error;
    return { quantities: {}, totalInput: 0n, servedTier: null, multipliers: [], review: error.message };
  }
}

/** What tokens without a rate cost is not known: the dearest rate of the model stands in for it, and the event is flagged. */
function estimateUnrated(unrated: readonly Unrated[], { lines }: RateTable): Pico {
  const dearest = lines
    .filter(({ component }) => !FEES.includes(component))
    .reduce((max, { price }) => maxPico(max, price), ZERO);
  return pico(
    unrated.reduce((sum, { component, quantity }) => (FEES.includes(component) ? sum : sum + quantity * dearest), 0n),
  );
}

/** Prices a call for the client (at sell prices, with markups) and for the agency (at cost prices, without). What has no rate is the agency's alone. */
export function priceCall(usage: UsageRecord, rates: RateTable, asked: Tier, markupBps: number): PricedCall {
  const metered = meter(usage);
  const tier = metered.servedTier ?? asked;
  const points = pointsOfTier(rates, tier);
  const { lines, unrated } = computeLines(metered, points, markupBps);
  const { output = 0n, reasoning = 0n } = metered.quantities;
  const missing = unrated.map(({ component, quantity }) => `${quantity} ${component}`).join(", ");
  const review = [metered.review, missing ? `no ${tier} rate for ${missing}` : null];
  return {
    lines,
    charged: sumLines(lines),
    providerCost: addPico(
      sumLines(computeLines(metered, pointsOfTier(atCost(rates), tier), 0).lines),
      estimateUnrated(unrated, rates),
    ),
    unrated: componentsIn(unrated),
    tier,
    inputTokens: metered.totalInput,
    outputTokens: output + reasoning,
    review: review.filter((reason) => reason !== null).join("; ") || null,
  };
}

/**
 * Splits a charge between client and agency: what passes the hold comes from what its scopes have left besides it, and
 * what does not fit there is the agency's.
 * @param spare what the tightest of caps and wallet has left besides the hold
 */
export function splitCharge(charged: Pico, held: Pico, spare: Pico): { readonly cost: Pico; readonly credited: Pico } {
  const limit = held + (spare > 0n ? spare : 0n);
  const credited = charged > limit ? pico(charged - limit) : ZERO;
  return { cost: subPico(charged, credited), credited };
}

/** An estimate takes this share of the bounds: the input bound counts bytes, of which a token has about four, and a call writes about a quarter of what it may. */
const SHARE_OF_BOUNDS = 4n;

/** What a call that nobody reported usage for has probably cost the agency, at cost price. Zero where there is no rate. */
export function estimateLostCall(
  { tier, inputBound, maxOutput }: { readonly tier: Tier; readonly inputBound: bigint; readonly maxOutput: number },
  rates: RateTable,
): Pico {
  const input = inputBound / SHARE_OF_BOUNDS;
  const usage = {
    quantities: { input, output: BigInt(maxOutput) / SHARE_OF_BOUNDS },
    totalInput: input,
    multipliers: [],
  };
  return sumLines(computeLines(usage, pointsOfTier(atCost(rates), tier), 0).lines);
}
