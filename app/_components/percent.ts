import { InvalidInput } from "#kernel";

const PERCENT = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/;

/**
 * Basis points from a percentage as people write it: "19", "7.7", "2,5 %". NULL when it is empty.
 * @throws InvalidInput naming `field` when it is none
 */
export function bpsOf(text: string, field: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const [, whole, fraction = ""] = PERCENT.exec(trimmed) ?? [];
  if (whole === undefined) {
    throw new InvalidInput(field, "Enter a percentage with at most two decimals, for example 19 or 7.7.");
  }
  return Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
}

/** Basis points as a percentage: 1900 is "19", 770 is "7.7". */
export const percentText = (bps: number): string => String(bps / 100);
