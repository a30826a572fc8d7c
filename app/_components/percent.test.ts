import fc from "fast-check";
import { expect, it } from "vitest";
import { InvalidInput } from "#kernel";
import { bpsOf, percentText } from "./percent";

it("reads percentages as people write them", () => {
  expect(["19", "7.7", "2,5 %", " 0.25% ", "100"].map((text) => bpsOf(text, "bps"))).toEqual([
    1900, 770, 250, 25, 10_000,
  ]);
  expect(bpsOf("  ", "bps")).toBeNull();
});

it.each(["-1", "19.999", "nineteen", "1e1", "%", "1.2.3"])("refuses %s at its field", (text) => {
  expect(() => bpsOf(text, "taxBps")).toThrow(InvalidInput);
});

it("reads back what it writes", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000 }), (bps) => bpsOf(percentText(bps), "bps") === bps));
});
