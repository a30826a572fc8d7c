import { divideHalfEven, formatDecimal, parseDecimal } from "#kernel";

const SIGNIFICANT_DIGITS = 3;

const withCommas = (text: string): string =>
  text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

const withSign = (text: string): string => (text.startsWith("-") ? `−$${text.slice(1)}` : `$${text}`);

/** An exact decimal string of US dollars, all digits shown: "$0.000002380". */
export const formatExactMoney = (usd: string): string => withSign(withCommas(usd));

/** How many digits stand behind an amount's point. */
export const decimalsOf = (usd: string): number => usd.split(".")[1]?.length ?? 0;

/** The same for a column, whose points are to stand below each other. At least cents. */
export const mostDecimals = (amounts: readonly string[]): number => Math.max(2, ...amounts.map(decimalsOf));

/** To the nearest, half to even; or what is left out is cut off, so that nobody has less than is shown. */
export type Rounding = "nearest" | "down";

/**
 * US dollars for reading: cents from one dollar on, below it three digits that count ("$1,204.50", "$0.0342",
 * "$0.00000238"), so that no amount above zero is shown as zero. Rounded on digits and never on a float. The exact amount
 * belongs beside it, in a title.
 */
export function formatMoney(usd: string, rounding: Rounding = "nearest"): string {
  const { digits, scale } = parseDecimal(usd, "amount");
  const size = digits < 0n ? -digits : digits;
  const isBelowOne = size < 10n ** BigInt(scale);
  const leadingZeros = scale - size.toString().length;
  const decimals = size === 0n || !isBelowOne ? 2 : Math.max(2, leadingZeros + SIGNIFICANT_DIGITS);
  if (decimals >= scale) return withSign(withCommas(formatDecimal({ digits, scale }, 2)));
  const left = 10n ** BigInt(scale - decimals);
  const rounded = rounding === "down" ? (digits - mod(digits, left)) / left : divideHalfEven(digits, left);
  return withSign(withCommas(formatDecimal({ digits: rounded, scale: decimals }, 2)));
}

/** What stands above the next whole below, never below zero: "down" means less also for amounts below zero. */
const mod = (value: bigint, whole: bigint): bigint => ((value % whole) + whole) % whole;

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
