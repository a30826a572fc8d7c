import { describe, expect, it } from "vitest";
import { ModelCallFailed } from "#runtime";
import { concernsAll, noteAnswer } from "./cool-down";

const failed = (kind: ModelCallFailed["kind"], retryAfterMs?: number) =>
  new ModelCallFailed(kind, "Failed.", { retryable: true, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });

describe("a failure concerns every run of a model", () => {
  it("when the provider asks for it, whoever else it answers", () => {
    noteAnswer("busy");
    expect(concernsAll(failed("rate_limited"), "busy", 60_000)).toBe(true);
    expect(concernsAll(failed("unavailable", 5_000), "busy", 60_000)).toBe(true);
  });

  it("when nobody has had an answer since it began", () => {
    expect(concernsAll(failed("unavailable"), "down", 60_000)).toBe(true);
    noteAnswer("broken for one");
    expect(concernsAll(failed("unavailable"), "broken for one", 60_000)).toBe(false);
    expect(concernsAll(failed("timeout"), "broken for one", 60_000)).toBe(false);
  });

  it("never when there was an answer that could not be read", () => {
    expect(concernsAll(failed("malformed"), "odd", 60_000)).toBe(false);
  });
});
