import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelCallFailed } from "#runtime";
import { type BackoffPlan, PATIENCE_MS, planBackoff, type Trouble } from "./back-off";

const MINUTE = 60_000;

const failed = (kind: ModelCallFailed["kind"], retryAfterMs?: number, retryable = true) =>
  new ModelCallFailed(kind, "OpenAI is unavailable right now (503).", {
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
const down = failed("unavailable");

const planFor = (trouble: Partial<Trouble>, failure = down, random = 0): BackoffPlan =>
  planBackoff(failure, { lastsMs: 0, tries: 1, unreadable: 0, strikes: 0, ...trouble }, random);

/** A provider that is down for good: what a run does about it, and how long it has tried in the end. */
function bearWith(random: () => number): { ends: BackoffPlan[]; lastedMs: number } {
  const ends: BackoffPlan[] = [];
  let lastsMs = 0;
  for (let tries = 1; ; tries++) {
    const next = planFor({ lastsMs, tries }, down, random());
    ends.push(next);
    if (next.do === "give-up") return { ends, lastedMs: lastsMs };
    lastsMs += next.inMs;
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
        expect(ends.at(-1)).toMatchObject({
          reason: expect.stringMatching(/like this for \d+ minutes; a run bears with/),
        });
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
          const next = planFor({ strikes }, failed("rate_limited", retryAfterMs), random);
          if (next.do === "give-up") throw new Error(next.reason);
          expect(next.inMs).toBeGreaterThanOrEqual(retryAfterMs);
          if (next.do === "yield") expect(next.inMs).toBeGreaterThanOrEqual(next.coolMs);
        },
      ),
    );
  });

  it("begins where the cool-downs of other runs have come to", () => {
    expect(planFor({ strikes: 1 })).toMatchObject({ do: "yield", coolMs: 8_000 });
    expect(planFor({ strikes: 2 })).toMatchObject({ do: "yield", coolMs: 16_000 });
    expect(planFor({ strikes: 99 })).toMatchObject({ do: "yield", coolMs: 60_000 });
  });

  it("gives up at once on a wait that is too long, and on what waiting does not mend", () => {
    expect(planFor({}, failed("rate_limited", 7 * 60 * MINUTE))).toEqual({
      do: "give-up",
      reason: "OpenAI is unavailable right now (503). It asks to wait 420 minutes; a run waits 30 minutes at most.",
    });
    expect(planFor({}, failed("unauthorized", undefined, false))).toMatchObject({ do: "give-up" });
  });

  it("asks for only so many answers that cannot be read, whatever else failed", () => {
    const plans = [1, 2, 3, 4].map((unreadable) => planFor({ tries: 6, unreadable }, failed("malformed")).do);
    expect(plans).toEqual(["yield", "yield", "yield", "give-up"]);
  });
});
