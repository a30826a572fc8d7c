import { describe, expect, it } from "vitest";
import { choiceOf, cronOf, describeCron, FREQUENCIES, OWN_TIMETABLE } from "./frequency";

describe("a timetable in words", () => {
  it.each([
    ["daily", "09:30", "30 9 * * *", "Every day at 09:30"],
    ["weekdays", "00:05", "5 0 * * 1-5", "Mondays to Fridays at 00:05"],
    ["monthly", "23:00", "0 23 1 * *", "The first of every month at 23:00"],
  ])("%s at %s is %s", (frequency, time, cron, words) => {
    expect(cronOf(frequency, time)).toBe(cron);
    expect(describeCron(cron)).toBe(words);
    expect(choiceOf(cron)).toEqual({ frequency, entered: time });
  });

  it("says every choice back", () => {
    for (const { value, label } of FREQUENCIES) expect(describeCron(cronOf(value, "07:00"))).toBe(`${label} at 07:00`);
  });

  it("shows other timetables as they are, and makes none of a wrong time", () => {
    expect(describeCron("*/5 8-18 * * 1-5")).toBe("On the timetable */5 8-18 * * 1-5");
    expect(choiceOf("*/5 8-18 * * 1-5")).toEqual({ frequency: OWN_TIMETABLE, entered: "*/5 8-18 * * 1-5" });
    expect(cronOf("daily", "noon").split(" ")).not.toHaveLength(5);
  });
});
