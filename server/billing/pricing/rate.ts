import {
  type Component,
  type Decimal,
  divideHalfEven,
  type Pico,
  pico,
  type RateLine,
  type RateTable,
  ratePerUnit,
} from "#kernel";

const USD_DECIMALS = 12;
const BPS_DECIMALS = 4;

/** The price of one component at one length of input, in USD per unit. */
export type PricePoint = { readonly component: Component; readonly rate: Decimal; readonly above: RateLine["above"] };

/** A card's line as what it sells for, the markups of model and organization applied. */
export const pricePoint = (
  { component, price, sell, above }: RateLine,
  markups: readonly number[] = [],
): PricePoint => ({
  component,
  rate: effectiveRate(ratePerUnit(sell ?? price, component), markups.map(markupFactor)),
  above,
});

/** A markup as the factor that it is, both in basis points: 2500 sells at 1.25 times. */
export const markupFactor = (bps: number): number => 10_000 + bps;

/** The same table at the prices that the provider charges the agency. */
export const atCost = ({ rateCardId, modelId, lines }: RateTable): RateTable => ({
  rateCardId,
  modelId,
  lines: lines.map(({ sell: _, ...line }) => line),
});

/** Applies factors in basis points, exactly: nothing is rounded before the amount. */
export function effectiveRate(rate: Decimal, factorsBps: readonly number[]): Decimal {
  return factorsBps.reduce<Decimal>(
    ({ digits, scale }, bps) => ({ digits: digits * BigInt(bps), scale: scale + BPS_DECIMALS }),
    rate,
  );
}

/** `quantity × rate / unit`, rounded once, half to even, to a picodollar. The one formula of every charge. */
export function amountOf(quantity: bigint, rate: Decimal, unit: number): Pico {
  return pico(
    divideHalfEven(quantity * rate.digits * 10n ** BigInt(USD_DECIMALS), 10n ** BigInt(rate.scale) * BigInt(unit)),
  );
}

const passes = (totalInput: bigint, above: NonNullable<RateLine["above"]>): boolean =>
  above.operator === ">" ? totalInput > BigInt(above.tokens) : totalInput >= BigInt(above.tokens);

/**
 * The lines that a request of this length may be priced by: the base line, and each long-context line whose threshold it passes.
 */
export const reachable = <T extends Pick<PricePoint, "above">>(points: readonly T[], totalInput: bigint): T[] =>
  points.filter(({ above }) => above === null || passes(totalInput, above));

/**
 * The line that prices a component of a request: the highest threshold that its total input passes, for the whole
 * request and output too. A component without a line of its own up there (a fee, mostly) keeps its base line.
 */
export function choosePoint<T extends Pick<PricePoint, "component" | "above">>(
  points: readonly T[],
  component: Component,
  totalInput: bigint,
): T | undefined {
  return reachable(points, totalInput)
    .filter((point) => point.component === component)
    .reduce<T | undefined>(
      (best, point) => ((point.above?.tokens ?? -1) >= (best?.above?.tokens ?? -1) ? point : best),
      undefined,
    );
}
