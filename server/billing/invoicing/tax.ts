import { divideHalfEven, type Pico, pico } from "#kernel";

/** Basis points of one: 10,000 are 100%. */
const BPS = 10_000n;

/** The tax of a document: its rate in basis points, and how it is named or why there is none (NULL: nothing to say). */
export type TaxTerms = { readonly bps: number; readonly note: string | null };

type Taxed = {
  readonly vatId: string | null;
  readonly reverseCharge: boolean;
  readonly taxBps: number | null;
};

const NO_TAX: TaxTerms = { bps: 0, note: null };

/**
 * Which tax an organization is billed. Reverse charge needs a VAT id and comes first; then its own rate, then its
 * country's; without any of them there is no tax.
 * @param rate the operator's for its country; NULL when there is none
 */
export function decideTax(
  profile: Taxed | null,
  rate: { readonly name: string; readonly bps: number } | null,
): TaxTerms {
  if (!profile) return NO_TAX;
  if (profile.reverseCharge && profile.vatId !== null) {
    return { bps: 0, note: `Reverse charge: the recipient (VAT id ${profile.vatId}) accounts for the tax.` };
  }
  if (profile.taxBps !== null) return { bps: profile.taxBps, note: rate?.name ?? (profile.taxBps > 0 ? "Tax" : null) };
  return rate ? { bps: rate.bps, note: rate.name } : NO_TAX;
}

/** Tax on an exact sum: rounded once, half to even, to a picodollar. */
export const taxOn = (exactTotal: Pico, bps: number): Pico => pico(divideHalfEven(exactTotal * BigInt(bps), BPS));

/**
 * The tax that a credit note gives back: the difference that it makes to the tax on what is credited in all. However a
 * refund is cut up, its parts give back the invoice's tax to the picodollar.
 * @param before credited by earlier notes
 * @param now credited by this one
 */
export const taxCredited = (before: Pico, now: Pico, bps: number): Pico =>
  pico(taxOn(pico(before + now), bps) - taxOn(before, bps));
