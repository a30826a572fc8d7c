import { describe, expect, it } from "vitest";
import { createPulse, type Pulse } from "./pulse";
import { QUIET_MS } from "./rules";

function pulseAt(start: number) {
  let now = start;
  const pulse = createPulse(() => now);
  const wait = (ms: number): void => {
    now += ms;
  };
  return { pulse, wait };
}

const facts = (pulse: Pulse) => {
  const reading = pulse.read();
  return reading && { agoMs: reading.agoMs, quietForMs: reading.quietForMs };
};

describe("a pulse", () => {
  it("tells each sign until it is written down, and not twice", () => {
    const { pulse, wait } = pulseAt(5_000);
    wait(100);
    expect(facts(pulse)).toEqual({ agoMs: 100, quietForMs: null });
    const reading = pulse.read();
    wait(50);
    pulse.sign();
    // What was read is written down; the sign that came meanwhile is not.
    reading?.told();
    expect(facts(pulse)).toEqual({ agoMs: 0, quietForMs: null });
    pulse.read()?.told();
    expect(pulse.read()).toBe(null);
  });

  it("may be silent for longer while something is under way that takes longer, from its own signs on", async () => {
    const { pulse, wait } = pulseAt(0);
    const long = QUIET_MS + 60_000;
    await pulse.during(long, async (onSign) => {
      wait(1_000);
      expect(facts(pulse)).toEqual({ agoMs: 1_000, quietForMs: long - 1_000 });
      onSign();
      expect(facts(pulse)).toEqual({ agoMs: 0, quietForMs: long });
      await pulse.during(QUIET_MS, async () => {
        wait(500);
        expect(facts(pulse)).toEqual({ agoMs: 500, quietForMs: long - 500 });
      });
      wait(10);
    });
    expect(facts(pulse)).toEqual({ agoMs: 0, quietForMs: null });
  });

  it("takes a failure for a sign, too", async () => {
    const { pulse, wait } = pulseAt(0);
    const failing = pulse.during(QUIET_MS, async () => {
      wait(700);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(facts(pulse)).toEqual({ agoMs: 0, quietForMs: null });
  });
});
