import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Pico, parseUsd, pico } from "#kernel";
import { computeBurnDown } from "./burn-down";

const NOON = new Date("2026-11-10T12:00:00Z");

const burn = (limit: string, spent: Record<string, string>, lately: string, now = NOON, timeZone = "UTC") =>
  computeBurnDown({
    limit: parseUsd(limit),
    spentOn: new Map(Object.entries(spent).map(([day, usd]) => [day, parseUsd(usd)])),
    lately: parseUsd(lately),
    now,
    before: parseUsd("0.00"),
    from: "2026-11-01",
    today: "2026-11-10",
    until: "2026-11-30",
    timeZone,
  });

describe("the burn-down of a budget", () => {
  it("says when nothing is left at the average of the last seven days", () => {
    const result = burn("20.00", { "2026-11-09": "3.00", "2026-11-10": "4.00" }, "7.00");
    // 13 dollars left at 1 a day, from noon of the 10th.
    expect(result).toMatchObject({
      spent: "7.00",
      left: "13.00",
      perDay: "1.00",
      outlook: "runs_out",
      runsOutOn: "2026-11-23",
    });
    expect(result.days).toHaveLength(10);
    expect(result.days.slice(-3)).toEqual([
      { day: "2026-11-08", spent: "0.00", left: "20.00" },
      { day: "2026-11-09", spent: "3.00", left: "17.00" },
      { day: "2026-11-10", spent: "4.00", left: "13.00" },
    ]);
  });

  it("counts days where the organization is", () => {
    const late = new Date("2026-11-10T23:30:00Z");
    expect(burn("1.00", {}, "7.00", late).runsOutOn).toBe("2026-11-11");
    expect(burn("1.00", {}, "7.00", late, "Europe/Berlin").runsOutOn).toBe("2026-11-12");
  });

  it("lasts when the month ends first, or when nothing is spent", () => {
    expect(burn("50.00", {}, "7.00")).toMatchObject({ outlook: "lasts", runsOutOn: null });
    expect(burn("50.00", {}, "0.00")).toMatchObject({ outlook: "lasts", runsOutOn: null, perDay: "0.00" });
    expect(burn("900000000.00", {}, "0.000000000001")).toMatchObject({ outlook: "lasts", runsOutOn: null });
  });

  it("is used up at its limit, and never below zero", () => {
    expect(burn("7.00", { "2026-11-02": "7.00" }, "7.00")).toMatchObject({ left: "0.00", outlook: "used_up" });
    expect(burn("5.00", { "2026-11-02": "7.00" }, "7.00")).toMatchObject({ left: "0.00", outlook: "used_up" });
    expect(burn("0.00", {}, "0.00")).toMatchObject({ outlook: "used_up", runsOutOn: null });
  });

  it("spends exactly what its days spent, and never gains", () => {
    const money = fc.bigInt({ min: 0n, max: 10n ** 17n });
    const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 16n }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(amounts, money, money, (spent, before, limit) => {
        const days = spent.map((amount, index): [string, Pico] => [
          `2026-11-${String(index + 1).padStart(2, "0")}`,
          pico(amount),
        ]);
        const result = computeBurnDown({
          limit: pico(limit),
          spentOn: new Map(days),
          lately: pico(spent.slice(-7).reduce((sum, amount) => sum + amount, 0n)),
          now: NOON,
          before: pico(before),
          from: "2026-11-01",
          today: "2026-11-10",
          until: "2026-11-30",
          timeZone: "UTC",
        });
        const left = result.days.map((day) => parseUsd(day.left));
        expect(parseUsd(result.spent)).toBe(spent.reduce((sum, amount) => sum + amount, before));
        expect(left.every((amount, index) => amount <= (left[index - 1] ?? limit))).toBe(true);
        expect(left.at(-1)).toBe(parseUsd(result.left));
      }),
    );
  });
});
