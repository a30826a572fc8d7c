import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelCallFailed } from "#runtime";
import { type BackoffPlan, type FailedTry, PATIENCE_MS, planBackoff } from "./back-off";

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

const failed = (kind: ModelCallFailed["kind"], retryAfterMs?: number, retryable = true) =>
  new ModelCallFailed(kind, "OpenAI is unavailable right now (503).", {
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
const down = failed("unavailable");

/** Failures of one kind at these milliseconds. */
const at = (...ms: readonly number[]): FailedTry[] =>
  ms.map((one) => ({ at: new Date(START + one), kind: "unavailable" }));

const planFor = (tries: readonly FailedTry[], failure = down, strikes = 0, random = 0): BackoffPlan =>
  planBackoff(failure, { tries, strikes }, random);

/** A provider that is down for good: what a run does about it, and how long and often it has tried in the end. */
function bearWith(random: () => number): { ends: BackoffPlan[]; lastedMs: number } {
  const tries = at(0);
  const ends: BackoffPlan[] = [];
  for (;;) {
    const next = planFor(tries, down, 0, random());
    ends.push(next);
    const last = (tries.at(-1)?.at.getTime() ?? START) - START;
    if (next.do === "give-up") return { ends, lastedMs: last };
    tries.push(...at(last + next.inMs));
  }
}

describe("after a failed attempt", () => {
  it("short waits stay in the seat, longer ones give it back, and each is twice the one before", () => {
    const ends = bearWith(() => 0).ends.slice(0, 9);
    expect(ends.map((next) => [next.do, "inMs" in next ? next.inMs : null])).toEqual([
      ["retry", 500],
      ["retry", 1_000],
      ["retry", 2_000],
      ["yield", 4_000],
      ["yield", 8_000],
      ["yield", 16_000],
      ["yield", 32_000],
      ["yield", 60_000],
      ["yield", 60_000],
    ]);
  });

  it("outlives an outage of ten minutes and more, whatever chance says, but not one of half an hour", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (chance) => {
        const { ends, lastedMs } = bearWith(() => chance.next().value);
        expect(lastedMs).toBeGreaterThan(25 * MINUTE);
        // The last wait may be spread beyond it.
        expect(lastedMs).toBeLessThanOrEqual(PATIENCE_MS + 10_000);
        expect(ends.at(-1)).toMatchObject({ do: "give-up", reason: expect.stringContaining("in ") });
      }),
    );
  });

  it("never comes back before the provider said, nor to a model sooner than others may", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: PATIENCE_MS }),
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (retryAfterMs, strikes, random) => {
          const next = planFor(at(0), failed("rate_limited", retryAfterMs), strikes, random);
          if (next.do === "give-up") throw new Error(next.reason);
          expect(next.inMs).toBeGreaterThanOrEqual(retryAfterMs);
          if (next.do === "yield") expect(next.inMs).toBeGreaterThanOrEqual(next.coolMs);
        },
      ),
    );
  });

  it("begins where the cool-downs of other runs have come to", () => {
    expect(planFor(at(0), down, 1)).toMatchObject({ do: "yield", coolMs: 8_000 });
    expect(planFor(at(0), down, 2)).toMatchObject({ do: "yield", coolMs: 16_000 });
    expect(planFor(at(0), down, 99)).toMatchObject({ do: "yield", coolMs: 60_000 });
  });

  it("gives up at once on a wait that is too long, and on what waiting does not mend", () => {
    expect(planFor(at(0), failed("rate_limited", 7 * 60 * MINUTE))).toEqual({
      do: "give-up",
      reason: "OpenAI is unavailable right now (503). It asks to wait 420 minutes; a run waits 30 minutes at most.",
    });
    expect(planFor(at(0), failed("unauthorized", undefined, false))).toMatchObject({ do: "give-up" });
  });

  it("does not count the time in which nobody looked", () => {
    const twoDays = 2 * 24 * 60 * MINUTE;
    expect(planFor(at(0, 500, twoDays))).toEqual({ do: "retry", inMs: 500 });
  });

  it("asks an answer that cannot be read for only a few times more, whatever else failed", () => {
    const odd = failed("malformed");
    const tries = (count: number): FailedTry[] =>
      at(...Array.from({ length: count }, (_, index) => index)).map((one) => ({ ...one, kind: "malformed" }));
    expect([1, 2, 3, 4].map((count) => planFor(tries(count), odd).do)).toEqual(["retry", "retry", "retry", "give-up"]);
    expect(
      planFor([...at(0, 1, 2, 3, 4, 5), ...tries(1).map((one) => ({ ...one, at: new Date(START + 6) }))], odd).do,
    ).toBe("yield");
  });
});
