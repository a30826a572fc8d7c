import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, chooseRange, daysOf } from "./days";

const TODAY = "2026-11-23";

describe("the days of a statement", () => {
  it("are the last 30 unless asked otherwise", () => {
    expect(chooseRange({}, TODAY)).toEqual({ from: "2026-10-25", to: TODAY });
    expect(daysOf(chooseRange({}, TODAY))).toHaveLength(30);
    expect(chooseRange({ to: "2024-03-01" }, TODAY)).toEqual({ from: "2024-02-01", to: "2024-03-01" });
    expect(chooseRange({ from: "2026-11-23" }, TODAY)).toEqual({ from: TODAY, to: TODAY });
  });

  it("are refused by field when out of order, too many, or out of time", () => {
    const field = (name: string) => expect.objectContaining({ details: expect.objectContaining({ field: name }) });
    expect(() => chooseRange({ from: "2026-11-24" }, TODAY)).toThrow(field("from"));
    expect(() => chooseRange({ from: "2025-11-22" }, TODAY)).toThrow(field("from"));
    expect(() => chooseRange({ to: "0000-01-01" }, TODAY)).toThrow(field("to"));
    expect(chooseRange({ from: "2024-01-01", to: "2024-12-31" }, TODAY)).toEqual({
      from: "2024-01-01",
      to: "2024-12-31",
    });
  });

  it("follow each other without a gap, also over leap days and changes of the clock", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 365 }), (start, length) => {
        const from = addDays("2000-01-01", start);
        const days = daysOf({ from, to: addDays(from, length) });
        expect(days).toHaveLength(length + 1);
        expect(days.every((day, index) => day === addDays(from, index))).toBe(true);
        expect(days).toEqual([...new Set(days)].sort());
      }),
    );
  });
});
