import {
  COMPONENTS,
  type Component,
  FEES,
  formatDecimal,
  type Pico,
  pico,
  type Quantities,
  type RateTable,
  type Tier,
  unitOf,
} from "#kernel";
import { UnratedComponent } from "../errors";
import type { Multiplier } from "../usage/metered-usage";
import { amountOf, choosePoint, effectiveRate, markupFactor, type PricePoint, pricePoint } from "./rate";

/** One component of a charge. */
export type ChargeLine = {
  readonly component: Component;
  readonly quantity: bigint;
  /** Effective rate in USD per `unit`, multipliers and markup applied: an exact decimal. */
  readonly rate: string;
  /** 1,000,000 tokens or 1,000 calls. */
  readonly unit: 1_000_000 | 1_000;
  readonly amount: Pico;
};

/** What is to be priced. */
export type Priceable = {
  readonly quantities: Quantities;
  /** All input, cache included, in tokens. */
  readonly totalInput: bigint;
  /** The provider's factors on its token prices; fees have none. */
  readonly multipliers: readonly Multiplier[];
};

/** Reasoning reported outside the output is part of it, unless the price list rates it apart. */
function foldReasoning({ reasoning, ...others }: Quantities, points: readonly PricePoint[]): Quantities {
  if (!reasoning || points.some(({ component }) => component === "reasoning")) return { ...others, reasoning };
  return { ...others, output: (others.output ?? 0n) + reasoning };
}

/** Used, but nobody says at what price. */
export type Unrated = { readonly component: Component; readonly quantity: bigint };

/** Prices what the points rate, and names what they do not. `markupBps` 2500 sells at 1.25 times. */
export function computeLines(
  { quantities, totalInput, multipliers }: Priceable,
  points: readonly PricePoint[],
  markupBps: number,
): { readonly lines: ChargeLine[]; readonly unrated: Unrated[] } {
  const folded = foldReasoning(quantities, points);
  const lines: ChargeLine[] = [];
  const unrated: Unrated[] = [];
  for (const component of COMPONENTS) {
    const quantity = folded[component];
    if (!quantity) continue;
    const point = choosePoint(points, component, totalInput);
    if (!point) {
      unrated.push({ component, quantity });
      continue;
    }
    const factors = FEES.includes(component) ? [] : multipliers.map(({ bps }) => bps);
    const rate = effectiveRate(point.rate, [markupFactor(markupBps), ...factors]);
    const unit = unitOf(component);
    lines.push({ component, quantity, rate: formatDecimal(rate), unit, amount: amountOf(quantity, rate, unit) });
  }
  return { lines, unrated };
}

/** What a table sells for in a tier, before the agent's markup. */
export const pointsOfTier = (rates: RateTable, tier: Tier): PricePoint[] =>
  rates.lines.filter((line) => line.tier === tier).map((line) => pricePoint(line, rates.markups));

/**
 * Prices one model call by a rate card.
 * @param markupBps the agent's, on top of the markups in the table
 * @throws UnratedComponent when a used component has no rate in this tier: nothing is priced at zero by default
 */
export function priceOf(usage: Priceable, rates: RateTable, tier: Tier, markupBps: number): ChargeLine[] {
  const { lines, unrated } = computeLines(usage, pointsOfTier(rates, tier), markupBps);
  if (unrated.length > 0) throw new UnratedComponent(componentsIn(unrated), { tier });
  return lines;
}

/** The components that have no rate. */
export const componentsIn = (unrated: readonly Unrated[]): Component[] => unrated.map(({ component }) => component);

/** Exact: each line was rounded to a picodollar by itself. */
export const sumLines = (lines: readonly { readonly amount: Pico }[]): Pico =>
  pico(lines.reduce<bigint>((sum, { amount }) => sum + amount, 0n));
