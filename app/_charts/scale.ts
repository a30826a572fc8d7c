import { type Pico, pico } from "#kernel";

const MOST_TICKS = 4n;
const STEPS = [1n, 2n, 5n, 10n] as const;
const FRACTION = 100_000n;

/**
 * Round amounts for an axis, from zero to at least `most`: 1, 2 or 5 times a power of ten apart, at most five of them. Money
 * stays whole picodollars.
 */
export function ticksUpTo(most: Pico): [Pico, ...Pico[]] {
  if (most <= 0n) return [pico(0n)];
  let power = 1n;
  while (power * 10n * MOST_TICKS < most) power *= 10n;
  const step = (STEPS.find((size) => size * power * MOST_TICKS >= most) ?? 10n) * power;
  const count = Number((most + step - 1n) / step);
  return [pico(0n), ...Array.from({ length: count }, (_, index) => pico(step * BigInt(index + 1)))];
}

/** Which part of a whole something is, from 0 to 1, for a place in a picture. The division is done on whole numbers. */
export const shareOf = (part: bigint, whole: bigint): number =>
  whole <= 0n ? 0 : Number((part * FRACTION) / whole) / Number(FRACTION);

/** At most `most` places out of `count`, evenly apart, the first and the last among them. */
export function spread(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}
