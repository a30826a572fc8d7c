import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatExactMoney, formatMoney, percentOf } from "./format-money";
import { formatBytes, formatDuration, formatTokens } from "./format-quantity";

describe("formatMoney", () => {
  it.each([
    ["0.00", "$0.00"],
    ["5.00", "$5.00"],
    ["1204.5", "$1,204.50"],
    ["1234567.125", "$1,234,567.12"],
    ["1.005", "$1.00"],
    ["1.999999", "$2.00"],
    ["0.9999", "$1.00"],
    ["0.0342", "$0.0342"],
    ["0.034251", "$0.0343"],
    ["0.00000238", "$0.00000238"],
    ["0.5", "$0.50"],
    ["0.000000000001", "$0.000000000001"],
    ["-0.0342", "−$0.0342"],
    ["-1200.00", "−$1,200.00"],
  ])("shows %s as %s", (usd, shown) => {
    expect(formatMoney(usd)).toBe(shown);
  });

  it("never differs from the exact amount by more than half of its last digit", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), (pico) => {
        const padded = pico.toString().padStart(13, "0");
        const shown = formatMoney(`${padded.slice(0, -12)}.${padded.slice(-12)}`)
          .slice(1)
          .replaceAll(",", "");
        const [whole = "", fraction = ""] = shown.split(".");
        const back = BigInt(whole + fraction.padEnd(12, "0"));
        const difference = back > pico ? back - pico : pico - back;
        // Two decimals from a dollar on, three significant digits below: half a percent is the worst of both.
        expect(difference * 200n <= pico).toBe(true);
      }),
    );
  });

  it.each([
    ["99.996", "$99.99"],
    ["0.9999", "$0.999"],
    ["0.000009999", "$0.00000999"],
    ["5.00", "$5.00"],
    ["0.00", "$0.00"],
    ["1204.5", "$1,204.50"],
    ["-0.00034251", "−$0.000343"],
    ["-1.001", "−$1.01"],
  ])("shows %s that can be spent as %s", (usd, shown) => {
    expect(formatMoney(usd, "down")).toBe(shown);
  });

  it("never shows more to spend than there is, and never nothing where there is something", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), (pico) => {
        const padded = pico.toString().padStart(13, "0");
        const usd = `${padded.slice(0, -12)}.${padded.slice(-12)}`;
        const [whole = "", fraction = ""] = formatMoney(usd, "down").slice(1).replaceAll(",", "").split(".");
        const shown = BigInt(whole + fraction.padEnd(12, "0"));
        expect(shown > 0n && shown <= pico).toBe(true);
      }),
    );
  });

  it("keeps every digit where exactness is asked for", () => {
    expect(formatExactMoney("1234.567890123456")).toBe("$1,234.567890123456");
  });
});

describe("percentOf", () => {
  it.each([
    ["0.00", "5.00", 0],
    ["2.50", "5.00", 50],
    ["0.005", "5", 0.1],
    ["9.00", "5.00", 100],
    ["1.00", "0.00", 0],
  ])("%s of %s is %d", (part, whole, percent) => {
    expect(percentOf(part, whole)).toBe(percent);
  });
});

it("shortens tokens, bytes and durations", () => {
  expect([812, "12400", 1_250_000].map(formatTokens)).toEqual(["812", "12.4k", "1.3M"]);
  expect([480, 12_400, 3_000_000].map(formatBytes)).toEqual(["480 B", "12.4 kB", "3 MB"]);
  expect([0, 42_900, 187_000, 3_840_000].map(formatDuration)).toEqual(["0s", "42s", "3m 07s", "1h 04m"]);
});
