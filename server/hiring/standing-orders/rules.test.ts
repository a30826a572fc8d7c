import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pico, ZERO } from "#kernel";
import { budgetOfNext, hasFailedTooOften, type Outcome } from "./rules";

describe("three failures in a row", () => {
  it.each<[Outcome[], boolean]>([
    [[], false],
    [["failed", "failed"], false],
    [["failed", "failed", "failed"], true],
    [["failed", "failed", "failed", "fine"], true],
    [["failed", "fine", "failed", "failed", "failed"], false],
    [[null, "failed", "failed", "failed"], true],
    [[null, null, "failed", "failed"], false],
  ])("%j: %s", (outcomes, expected) => {
    expect(hasFailedTooOften(outcomes)).toBe(expected);
  });
});

describe("the budget of the next job", () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 15n }).map(pico);

  it("never lets a month's jobs pass its limit together, whatever each of them uses of its budget", () => {
    fc.assert(
      fc.property(amount, amount, fc.array(fc.nat({ max: 100 }), { maxLength: 30 }), (budget, limit, used) => {
        let committed = ZERO;
        for (const percent of used) {
          const given = budgetOfNext(budget, limit, committed);
          if (given === null) break;
          expect(given > 0n && given <= budget).toBe(true);
          // While it is under way all of it counts, and once it has ended what it has used.
          expect(committed + given <= limit).toBe(true);
          committed = pico(committed + (given * BigInt(percent)) / 100n);
        }
      }),
    );
  });

  it("is nothing once the month's money is used up", () => {
    expect(budgetOfNext(pico(5n), pico(10n), pico(10n))).toBeNull();
    expect(budgetOfNext(pico(5n), pico(10n), pico(7n))).toBe(3n);
  });
});
