import fc from "fast-check";
import { expect, it } from "vitest";
import { formatUsd, parseUsd, pico } from "#kernel";
import { shareOf, spread, ticksUpTo } from "./scale";

it("puts round amounts on an axis", () => {
  const usd = (most: string) => ticksUpTo(parseUsd(most)).map((tick) => formatUsd(tick));
  expect(usd("0.00")).toEqual(["0.00"]);
  expect(usd("3.70")).toEqual(["0.00", "1.00", "2.00", "3.00", "4.00"]);
  expect(usd("0.00238")).toEqual(["0.00", "0.001", "0.002", "0.003"]);
  expect(usd("0.000000000001")).toEqual(["0.00", "0.000000000001"]);
});

it("covers any amount with at most five ticks, evenly apart", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 25n }), (most) => {
      const ticks = ticksUpTo(pico(most));
      const [, step = 0n] = ticks;
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks).toEqual(ticks.map((_, index) => step * BigInt(index)));
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
      // No tick is wasted: the last but one is below the amount.
      expect(ticks.at(-2)).toBeLessThan(most);
    }),
  );
});

it("places parts of a whole", () => {
  expect(shareOf(1n, 4n)).toBe(0.25);
  expect(shareOf(10n ** 30n, 10n ** 30n)).toBe(1);
  expect(shareOf(5n, 0n)).toBe(0);
  expect(spread(3, 6)).toEqual([0, 1, 2]);
  expect(spread(30, 6)).toEqual([0, 6, 12, 17, 23, 29]);
});
