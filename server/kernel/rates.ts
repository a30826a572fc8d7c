import { InvalidInput } from "./errors";
import { type Decimal, type Pico, parseDecimal, pico } from "./money";
import { type Component, FEES, type Tier } from "./words";

/** The prices of one component in one tier: picodollars per token, or per call for a fee. */
export type RateLine = {
  readonly tier: Tier;
  readonly component: Component;
  /** What the provider charges the agency. */
  readonly price: Pico;
  /** What it is sold for before markups; absent: for `price`. */
  readonly sell?: Pico;
  /** When the whole request is priced by this line: total input (cache included) passes `tokens`. NULL on the base line. */
  readonly above: { readonly tokens: number; readonly operator: ">" | ">=" } | null;
};

/** All lines of one model on one rate card, immutable once published, and what is put on the sell prices. */
export type RateTable = {
  readonly rateCardId: string;
  readonly modelId: string;
  readonly lines: readonly RateLine[];
  /** The markups of the model and of the organization that buys, basis points; an agent's own comes on top. Absent: none. */
  readonly markups?: readonly number[];
};

/** What a component's rate is quoted for: 1,000,000 tokens, or 1,000 calls of a fee. */
export const unitOf = (component: Component): 1_000_000 | 1_000 => (FEES.includes(component) ? 1_000 : 1_000_000);

const USD_SCALE = 12;
const BASIS_SCALE = 4;

/**
 * A price as people read it: USD per unit, exact.
 * @param price picodollars per token, or per call of a fee
 * @param basisPoints what it is multiplied by, for example 12,500 for a markup of a quarter
 */
export const ratePerUnit = (price: Pico, component: Component, ...basisPoints: readonly number[]): Decimal => ({
  digits: basisPoints.reduce((digits, bps) => digits * BigInt(bps), price * BigInt(unitOf(component))),
  scale: USD_SCALE + BASIS_SCALE * basisPoints.length,
});

/**
 * Reads a list price, USD per unit with at most six decimals, into picodollars per token (or per call), exactly.
 * @throws InvalidInput when it is no such decimal: it would not be a whole number of picodollars
 */
export function parseRate(text: string, component: Component): Pico {
  const { digits, scale } = parseDecimal(text, component);
  const power = 10n ** BigInt(USD_SCALE);
  const divisor = 10n ** BigInt(scale) * BigInt(unitOf(component));
  if (scale > 6 || digits < 0n || (digits * power) % divisor !== 0n) {
    throw new InvalidInput(component, `"${text.slice(0, 40)}" is not a price in US dollars with at most six decimals`);
  }
  return pico((digits * power) / divisor);
}
