import {
  type Component,
  type Decimal,
  divideHalfEven,
  formatUsd,
  type Pico,
  parseDecimal,
  pico,
  type RateLine,
  subPico,
  TIERS,
  type Tier,
  ZERO,
} from "#kernel";
import { choosePoint } from "../pricing/rate";
import type { Saving, Savings } from "./schema";

/** Charge lines of one model that were charged alike. */
export type ChargedAlike = {
  readonly rateCardId: string;
  readonly modelId: string;
  readonly tier: Tier;
  readonly component: Component;
  /** Of agent, model and organization, basis points. */
  readonly markups: readonly number[];
  /** Effective sell rate, USD per `unit`. */
  readonly rate: string;
  readonly unit: number;
  /** All input of one of the calls: the others are on the same side of every threshold of the card. */
  readonly totalInput: bigint;
  readonly quantity: bigint;
  readonly amount: Pico;
};

/** What a model's component is sold for on a card, before markups: picodollars per token, or per call of a fee. */
type SellPrice = Pick<RateLine, "tier" | "component" | "price" | "above">;

type PricesOf = (rateCardId: string, modelId: string) => readonly SellPrice[];

const USD_SCALE = 12n;
const BPS = 10_000n;

type Comparison = { readonly paid: Pico; readonly instead: Pico };
const NOTHING: Comparison = { paid: ZERO, instead: ZERO };

const add = (a: Comparison, b: Comparison): Comparison => ({
  paid: pico(a.paid + b.paid),
  instead: pico(a.instead + b.instead),
});

const toSaving = ({ paid, instead }: Comparison): Saving => ({
  paid: formatUsd(paid),
  instead: formatUsd(instead),
  saved: formatUsd(subPico(instead, paid)),
});

const priceOf = (lines: readonly SellPrice[], tier: Tier, component: Component, totalInput: bigint): Pico | null =>
  choosePoint(
    lines.filter((line) => line.tier === tier),
    component,
    totalInput,
  )?.price ?? null;

/**
 * What a quantity would have been charged at another price of the same card. Multipliers and markup are in the rate that
 * was charged, so it is scaled from one price to the other: exact, rounded once. A price of zero carries no factor;
 * then the markups alone are applied.
 */
function chargeAt({ quantity, rate, unit, markups }: ChargedAlike, price: Pico, other: Pico): Pico {
  const { digits, scale }: Decimal = parseDecimal(rate, "rate");
  if (price === 0n) {
    const factor = markups.reduce((product, bps) => product * (BPS + BigInt(bps)), 1n);
    return pico(divideHalfEven(quantity * other * factor, BPS ** BigInt(markups.length)));
  }
  return pico(
    divideHalfEven(quantity * digits * other * 10n ** USD_SCALE, 10n ** BigInt(scale) * BigInt(unit) * price),
  );
}

/** Reasoning without a price of its own is part of the output. */
const priceInstead = (lines: readonly SellPrice[], { component, totalInput }: ChargedAlike): Pico | null =>
  priceOf(lines, "standard", component, totalInput) ??
  (component === "reasoning" ? priceOf(lines, "standard", "output", totalInput) : null);

function compare(charge: ChargedAlike, lines: readonly SellPrice[], other: Pico | null): Comparison {
  const price = priceOf(lines, charge.tier, charge.component, charge.totalInput);
  // Without both prices on the card there is nothing to compare.
  if (price === null || other === null) return NOTHING;
  return { paid: charge.amount, instead: chargeAt(charge, price, other) };
}

/** Without a cache all of these would have been input: who writes more than is read back has saved less than nothing. */
export const CACHED: readonly Component[] = ["cacheRead", "cacheWrite5m", "cacheWrite1h"];

/**
 * What cache and tiers saved. Each choice is held against its absence with all else as it was: what was read from and written
 * to caches against the input rate of the tier it ran in, and all of a call that ran in another tier against the standard
 * tier. So for a call with both the two are answers to two questions, and not to be added up.
 */
export function computeSavings(charges: readonly ChargedAlike[], linesOf: PricesOf): Savings {
  let cache = NOTHING;
  let tokens = 0n;
  const tiers = new Map<Tier, Comparison>();
  for (const charge of charges) {
    const lines = linesOf(charge.rateCardId, charge.modelId);
    if (charge.component === "cacheRead") tokens += charge.quantity;
    if (CACHED.includes(charge.component)) {
      cache = add(cache, compare(charge, lines, priceOf(lines, charge.tier, "input", charge.totalInput)));
    }
    if (charge.tier !== "standard") {
      const compared = compare(charge, lines, priceInstead(lines, charge));
      tiers.set(charge.tier, add(tiers.get(charge.tier) ?? NOTHING, compared));
    }
  }
  return {
    cache: { ...toSaving(cache), tokens: tokens.toString() },
    tiers: TIERS.flatMap((tier) => {
      const compared = tiers.get(tier);
      return compared ? [{ tier, ...toSaving(compared) }] : [];
    }),
  };
}
