import { InvalidInput } from "./errors";

/** Money: whole picodollars (1e-12 USD). Always a bigint, never a JavaScript number. */
export type Pico = bigint & { readonly __unit: "picodollar" };

const PICO_DECIMALS = 12;
const PICO_PER_USD = 10n ** BigInt(PICO_DECIMALS);
const MAX_WHOLE_DIGITS = 15;

export const ZERO = 0n as Pico;

/** Brands a bigint that already counts picodollars. */
export const pico = (value: bigint): Pico => value as Pico;

export const addPico = (...amounts: readonly Pico[]): Pico =>
  amounts.reduce<bigint>((sum, amount) => sum + amount, 0n) as Pico;

export const subPico = (a: Pico, b: Pico): Pico => (a - b) as Pico;

export const minPico = (a: Pico, b: Pico): Pico => (a < b ? a : b);

export const maxPico = (a: Pico, b: Pico): Pico => (a > b ? a : b);

/**
 * Reads a decimal string of US dollars ("5.00") into picodollars, exactly.
 * @param field the input's name, for the error
 * @throws InvalidInput when it is not a plain decimal, or has more than 12 decimals
 */
export function parseUsd(text: string, field = "amount"): Pico {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match?.[2]) {
    throw new InvalidInput(field, `"${text.slice(0, 40)}" is not an amount in US dollars. Write it like 5.00`);
  }
  const [, sign, whole, fraction = ""] = match;
  if (whole.length > MAX_WHOLE_DIGITS || fraction.length > PICO_DECIMALS) {
    throw new InvalidInput(field, `"${text.slice(0, 40)}" has too many digits for an amount in US dollars`);
  }
  const value = BigInt(whole) * PICO_PER_USD + BigInt(fraction.padEnd(PICO_DECIMALS, "0"));
  return pico(sign === "-" ? -value : value);
}

/** Writes picodollars as the shortest exact decimal string of US dollars with at least two decimals: "5.00", "0.00238". */
export function formatUsd(amount: Pico): string {
  return formatDecimal({ digits: amount, scale: PICO_DECIMALS }, 2);
}

/** An exact decimal number: `digits × 10^-scale`. Used for rates, which may be finer than a picodollar per token. */
export type Decimal = { readonly digits: bigint; readonly scale: number };

/** Reads a decimal string exactly. @throws InvalidInput naming `field` */
export function parseDecimal(text: string, field: string): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match?.[2]) throw new InvalidInput(field, `"${text.slice(0, 40)}" is not a decimal number`);
  const [, sign, whole, fraction = ""] = match;
  const digits = BigInt(whole + fraction);
  return { digits: sign === "-" ? -digits : digits, scale: fraction.length };
}

/** Writes a decimal without trailing zeros, but with at least `minDecimals` decimals. */
export function formatDecimal({ digits, scale }: Decimal, minDecimals = 0): string {
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const fraction = text
    .slice(text.length - scale)
    .replace(/0+$/, "")
    .padEnd(minDecimals, "0");
  return `${negative ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
}

/**
 * Integer division rounded half to even (banker's rounding), the one rounding of this house.
 * @param denominator greater than zero
 */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const n = negative ? -numerator : numerator;
  const quotient = n / denominator;
  const twice = (n % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  const rounded = up ? quotient + 1n : quotient;
  return negative ? -rounded : rounded;
}

/** Rounds an exact amount to whole cents, half to even. Returns picodollars. Used once per invoice, on its total. */
export function roundToCents(amount: Pico): Pico {
  const picoPerCent = PICO_PER_USD / 100n;
  return pico(divideHalfEven(amount, picoPerCent) * picoPerCent);
}
