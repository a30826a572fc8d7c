import { type Component, formatDecimal, InvalidInput, type RateLine, type Tier } from "#kernel";
import { parseNumber } from "./exact-json";

/** A model as a file names it. */
export type FileModel = { readonly provider: string; readonly modelId: string };

/** A price that a file gives. */
export type FilePrice = FileModel & {
  readonly tier: Tier;
  readonly component: Component;
  readonly above: RateLine["above"];
  /** USD per 1,000,000 tokens, or per 1,000 calls of a fee; exactly what the file says, also when that is no good price. */
  readonly cost: string;
};

/** What a file holds. */
export type PriceFile = {
  readonly prices: readonly FilePrice[];
  /** Every model that it names, in its order. */
  readonly models: readonly FileModel[];
  /** What it says of a model that was not understood, for people. */
  readonly unread: readonly (FileModel & { readonly what: string })[];
};

/**
 * A price per unit from the file's price for one of `10^decimals` of it, exactly.
 * @param decimals 6 for a price per token, 3 for a price per call, 0 where it is per unit already
 */
export function pricePerUnit(text: string, decimals: number): string {
  const number = parseNumber(text);
  if (!number) return text;
  const shifted = number.scale - decimals;
  return formatDecimal(
    shifted >= 0
      ? { digits: number.digits, scale: shifted }
      : { digits: number.digits * 10n ** BigInt(-shifted), scale: 0 },
  );
}

/** @throws InvalidInput naming `file` */
export function notThisFormat(format: string, issue: string): never {
  throw new InvalidInput("file", `This is no file in the format of ${format}: ${issue}`);
}
