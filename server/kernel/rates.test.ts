import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "./errors";
import { formatDecimal } from "./money";
import { parseRate, ratePerUnit } from "./rates";

describe("a list price", () => {
  it.each([
    ["3", "input", 3_000_000n],
    ["0.0028", "cacheRead", 2_800n],
    ["0.003625", "cacheRead", 3_625n],
    ["0.000001", "output", 1n],
    ["10", "webSearch", 10_000_000_000n],
  ] as const)("of %s for %s is %s picodollars each", (text, component, price) =>
    expect(parseRate(text, component)).toBe(price),
  );

  it.each(["-1", "0.0000001", "1e3", "", "NaN", "1,5"])("is not %j", (text) => {
    expect(() => parseRate(text, "input")).toThrow(InvalidInput);
  });

  it("comes back as it was written, for any price with at most six decimals", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.constantFrom("input", "output", "webSearch"),
        (micros, component) => {
          const text = formatDecimal({ digits: micros, scale: 6 });
          expect(formatDecimal(ratePerUnit(parseRate(text, component), component))).toBe(text);
        },
      ),
    );
  });

  it("times a markup is exact", () => {
    expect(formatDecimal(ratePerUnit(parseRate("0.003625", "cacheRead"), "cacheRead", 11_000))).toBe("0.0039875");
    expect(formatDecimal(ratePerUnit(parseRate("2", "input"), "input", 12_500))).toBe("2.5");
  });
});
