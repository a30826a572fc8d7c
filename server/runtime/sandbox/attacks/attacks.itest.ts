import { describe, expect, it, vi } from "vitest";
import { ATTACKS } from "./attacks";
import { runAttacks } from "./run-attacks";

// Each is a process or two that does its worst; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const MIB = 1024 * 1024;
const SCALE = {
  deadlineMs: 90_000,
  runMs: 60_000,
  endless: { deadlineMs: 3_000, runMs: 1_500 },
  limits: { fileBytes: 64 * MIB, diskBytes: 200 * MIB },
};

describe("an attack on the sandbox is held", () => {
  it.each(ATTACKS.map((attack) => [attack.name, attack] as const))("%s", async (_, attack) => {
    for await (const { problem, peakBytes } of runAttacks(SCALE, [attack])) {
      expect(problem).toBe("");
      expect(peakBytes).toBeLessThan(2_600 * MIB);
    }
  });
});
