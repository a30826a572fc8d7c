import { InvalidInput, type Pico, pico } from "#kernel";

/** Stripe counts in cents. */
const PICO_PER_CENT = 10_000_000_000n;

/** Whether Stripe can count this amount. */
export const isWholeCents = (amount: Pico): boolean => amount % PICO_PER_CENT === 0n;

/** Stripe's whole number of cents as picodollars, exactly. @throws InvalidInput when it is none, or below zero */
export function picoOfCents(cents: number): Pico {
  if (!Number.isSafeInteger(cents) || cents < 0) throw new InvalidInput("amount", `${cents} is no number of cents.`);
  return pico(BigInt(cents) * PICO_PER_CENT);
}

/** What Stripe's API takes; only for amounts in whole cents. @throws InvalidInput for others */
export function centsOf(amount: Pico): number {
  if (amount < 0n || !isWholeCents(amount)) throw new InvalidInput("amount", "The amount is not in whole cents.");
  return Number(amount / PICO_PER_CENT);
}
