import { describe, expect, it } from "vitest";
import { MAX_STALLS, measureFor, type QuietRun } from "./rules";

const quiet: QuietRun = { status: "working", isFlagged: false, isBack: false, isOverdue: true, stalls: 0 };

describe("a run at work that makes no progress", () => {
  it("goes to another shift, and fails in the end", () => {
    const measures = Array.from({ length: MAX_STALLS }, (_, stalls) => measureFor({ ...quiet, stalls }));
    expect(measures).toEqual(["retry", "retry", "fail"]);
  });

  it("is only told of while what it is at may take longer, once", () => {
    const patient = { ...quiet, isOverdue: false };
    expect(measureFor(patient)).toBe("flag");
    expect(measureFor({ ...patient, isFlagged: true })).toBe("none");
    expect(measureFor({ ...quiet, isFlagged: true })).toBe("retry");
  });

  it("is told of no more when it shows a sign", () => {
    expect(measureFor({ ...quiet, isFlagged: true, isBack: true, isOverdue: false })).toBe("revive");
  });
});

it("a run that nobody takes is told of, once, and never failed", () => {
  const queued: QuietRun = { ...quiet, status: "queued", stalls: 7 };
  expect(measureFor(queued)).toBe("flag");
  expect(measureFor({ ...queued, isFlagged: true })).toBe("none");
});
