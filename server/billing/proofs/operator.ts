import { pico } from "#kernel";

/** Who does by hand what is done by hand. */
export const OPERATOR = { label: "prover" };

const PICO_PER_CENT = 10_000_000_000n;

export const picoCents = (amount: number) => pico(BigInt(amount) * PICO_PER_CENT);

/** Does it, or does it twice at once. */
export const both = <T>(twice: boolean, fn: () => Promise<T>): Promise<T[]> =>
  Promise.all(twice ? [fn(), fn()] : [fn()]);
