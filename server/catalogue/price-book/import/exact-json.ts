import { type Decimal, InvalidInput } from "#kernel";

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON with each number as the text it is written as: `3e-06` stays "3e-06", untouched by floating point.
 * @throws InvalidInput naming `file`
 */
export function parseExactJson(text: string): unknown {
  try {
    JSON.parse(text);
    return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  } catch (cause) {
    throw new InvalidInput(
      "file",
      `This is no JSON: ${cause instanceof Error ? cause.message.slice(0, 120) : "unreadable"}`,
    );
  }
}

/** Longer exponents are no prices, and would only make huge numbers. */
const MAX_EXPONENT = 40;

/** Reads a number as JSON writes it, exponent included, exactly; NULL when it is none. */
export function parseNumber(text: string): Decimal | null {
  const match = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!match?.[2]) return null;
  const [, sign, whole, fraction = "", power = "0"] = match;
  // An exponent has no more than three digits here: no money passes through this number.
  const exponent = Number.parseInt(power, 10);
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - exponent;
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}
