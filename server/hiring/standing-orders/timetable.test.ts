import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTimetable, firstOccurrence, monthOf, nextOccurrence, nextOccurrences } from "./timetable";

const at = (text: string): Date => new Date(text);
const next = (cron: string, timeZone: string, after: string): string =>
  nextOccurrence({ cron, timeZone }, at(after)).toISOString();

describe("when a standing order is due", () => {
  it.each([
    ["0 9 * * 1-5", "UTC", "2026-11-23T08:59:59.999Z", "2026-11-23T09:00:00.000Z"],
    ["0 9 * * 1-5", "UTC", "2026-11-23T09:00:00.000Z", "2026-11-24T09:00:00.000Z"],
    ["0 9 * * 1-5", "Europe/Berlin", "2026-11-23T00:00:00.000Z", "2026-11-23T08:00:00.000Z"],
    ["0 9 * * 1-5", "Europe/Berlin", "2026-07-01T00:00:00.000Z", "2026-07-01T07:00:00.000Z"],
    ["0 0 29 2 *", "UTC", "2026-11-23T00:00:00.000Z", "2028-02-29T00:00:00.000Z"],
    ["0 0 29 2 *", "UTC", "2096-03-01T00:00:00.000Z", "2104-02-29T00:00:00.000Z"],
    ["0 0 31 * *", "Europe/Berlin", "2026-01-31T12:00:00.000Z", "2026-03-30T22:00:00.000Z"],
    ["0 9 * * THU", "UTC", "2026-11-23T00:00:00.000Z", "2026-11-26T09:00:00.000Z"],
    ["0 0 L * *", "America/New_York", "2026-02-01T12:00:00.000Z", "2026-02-28T05:00:00.000Z"],
  ])("%s in %s after %s is %s", (cron, timeZone, after, due) => {
    expect(next(cron, timeZone, after)).toBe(due);
  });

  it("is due once in the hour that winter time repeats, and once in the one that summer time skips", () => {
    const due = (from: string) => {
      const first = nextOccurrence({ cron: "30 2 * * *", timeZone: "Europe/Berlin" }, at(from));
      return [first, nextOccurrence({ cron: "30 2 * * *", timeZone: "Europe/Berlin" }, first)].map((moment) =>
        moment.toISOString().slice(0, 10),
      );
    };
    expect(due("2026-10-24T12:00:00Z")).toEqual(["2026-10-25", "2026-10-26"]);
    expect(due("2026-03-28T12:00:00Z")).toEqual(["2026-03-29", "2026-03-30"]);
  });

  it("is due again and again on the clocks of its time zone", () => {
    const berlin = { cron: "0 9 * * 1-5", timeZone: "Europe/Berlin" };
    expect(nextOccurrences(berlin, at("2026-03-26T12:00:00Z"), 3).map((moment) => moment.toISOString())).toEqual([
      "2026-03-27T08:00:00.000Z",
      "2026-03-30T07:00:00.000Z",
      "2026-03-31T07:00:00.000Z",
    ]);
  });

  it("is due at its first moment, too, where that counts", () => {
    const from = (text: string) => firstOccurrence({ cron: "0 0 1 * *", timeZone: "Europe/Berlin" }, at(text));
    expect(from("2026-03-31T22:00:00Z").toISOString()).toBe("2026-03-31T22:00:00.000Z");
    expect(from("2026-03-31T22:00:01Z").toISOString()).toBe("2026-04-30T22:00:00.000Z");
  });

  it.each([
    ["* * * *", "UTC", "cron"],
    ["0 0 9 * * 1", "UTC", "cron"],
    ["61 9 * * *", "UTC", "cron"],
    ["0 0 30 2 *", "UTC", "cron"],
    ["H H * * *", "UTC", "cron"],
    ["0,H/15 9 * * *", "UTC", "cron"],
    ["0 9 * * *", "Mars/Base", "timeZone"],
  ])("refuses %s in %s at the field %s", (cron, timeZone, field) => {
    expect(() => checkTimetable({ cron, timeZone }, at("2026-11-23T00:00:00Z"))).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ field }) }),
    );
  });
});

describe("the month of a moment", () => {
  it("begins and ends at midnight where the time zone is", () => {
    const { start, end } = monthOf(at("2026-03-31T22:30:00Z"), "Europe/Berlin");
    expect([start.toISOString(), end.toISOString()]).toEqual(["2026-03-31T22:00:00.000Z", "2026-04-30T22:00:00.000Z"]);
  });

  it("holds every moment, and is the month of its own first moment", () => {
    fc.assert(
      fc.property(
        fc.date({ min: at("2020-01-01T00:00:00Z"), max: at("2040-01-01T00:00:00Z"), noInvalidDate: true }),
        fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"),
        (moment, timeZone) => {
          const { start, end } = monthOf(moment, timeZone);
          expect([start <= moment, moment < end]).toEqual([true, true]);
          expect(monthOf(start, timeZone)).toEqual({ start, end });
          expect(monthOf(end, timeZone).start).toEqual(end);
        },
      ),
      { numRuns: 40 },
    );
  });
});
