import { divideHalfEven, formatDecimal, parseDecimal } from "#kernel";

const SIGNIFICANT_DIGITS = 3;

const withCommas = (text: string): string =>
  text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

const withSign = (text: string): string => (text.startsWith("-") ? `−$${text.slice(1)}` : `$${text}`);

/** An exact decimal string of US dollars, all digits shown: "$0.000002380". */
export const formatExactMoney = (usd: string): string => withSign(withCommas(usd));

/** How many digits stand behind an amount's point. */
export const decimalsOf = (usd: string): number => usd.split(".")[1]?.length ?? 0;

/**
 * US dollars for reading: cents from one dollar on, below it three digits that count ("$1,204.50", "$0.0342",
 * "$0.00000238"). Rounded half to even, on digits and never on a float. The exact amount belongs beside it, in a title.
 */
export function formatMoney(usd: string): string {
  const { digits, scale } = parseDecimal(usd, "amount");
  const size = digits < 0n ? -digits : digits;
  const isBelowOne = size < 10n ** BigInt(scale);
  const leadingZeros = scale - size.toString().length;
  const decimals = size === 0n || !isBelowOne ? 2 : Math.max(2, leadingZeros + SIGNIFICANT_DIGITS);
  if (decimals >= scale) return withSign(withCommas(formatDecimal({ digits, scale }, 2)));
  const rounded = divideHalfEven(digits, 10n ** BigInt(scale - decimals));
  return withSign(withCommas(formatDecimal({ digits: rounded, scale: decimals }, 2)));
}

/** Parts of a whole from 0 to 100, for the length of a bar: money never becomes a float before the division is done. */
export function percentOf(part: string, whole: string): number {
  const a = parseDecimal(part, "part");
  const b = parseDecimal(whole, "whole");
  if (b.digits <= 0n) return 0;
  const scale = Math.max(a.scale, b.scale);
  const widen = (value: typeof a) => value.digits * 10n ** BigInt(scale - value.scale);
  const perMille = (widen(a) * 1000n) / widen(b);
  return Math.min(100, Math.max(0, Number(perMille) / 10));
}
