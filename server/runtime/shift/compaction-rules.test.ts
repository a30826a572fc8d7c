import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roomIn, stepsToSummarise } from "./compaction-rules";

const room = 1_000;
const even = (steps: number, size: number): number[] => Array.from({ length: steps }, () => size);

describe("the first steps of a conversation", () => {
  it("stay as long as there is room", () => {
    expect(stepsToSummarise(even(8, 100), { expected: 800, room, overflows: false })).toBe(0);
  });

  it("are summarised when it is full, but for the last few", () => {
    expect(stepsToSummarise(even(8, 100), { expected: 801, room, overflows: false })).toBe(6);
    expect(stepsToSummarise(even(80, 10), { expected: 801, room, overflows: false })).toBe(75);
  });

  it("are not summarised for next to nothing: what else fills it stays anyway", () => {
    expect(stepsToSummarise(even(4, 20), { expected: 950, room, overflows: false })).toBe(0);
    expect(stepsToSummarise(even(1, 700), { expected: 950, room, overflows: false })).toBe(0);
  });

  it("are all summarised but the last two when the provider refuses the call, or the last where there are only two", () => {
    expect(stepsToSummarise(even(4, 20), { expected: 0, room, overflows: true })).toBe(2);
    expect(stepsToSummarise(even(2, 20), { expected: 0, room, overflows: true })).toBe(1);
    expect(stepsToSummarise(even(1, 20), { expected: 0, room, overflows: true })).toBe(0);
    expect(stepsToSummarise([], { expected: 0, room, overflows: true })).toBe(0);
  });
});

it("the last step always stays, and what is summarised makes room", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 40 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 3_000 }), fc.boolean(), (steps, expected, overflows) => {
      const count = stepsToSummarise(steps, { expected, room, overflows });
      expect(count).toBeLessThanOrEqual(Math.max(0, steps.length - 1));
      const kept = steps.slice(count).reduce((sum, size) => sum + size, 0);
      const freed = steps.slice(0, count).reduce((sum, size) => sum + size, 0);
      if (count > 0 && !overflows) {
        expect(kept <= room / 4 || count === steps.length - 1).toBe(true);
        expect(freed).toBeGreaterThanOrEqual(room / 10);
      }
    }),
  );
});

it("a model that can say as much as it takes has room to read, too", () => {
  expect(roomIn({ contextWindow: 200_000 }, 8_192)).toBe(191_808);
  expect(roomIn({ contextWindow: 8_192 }, 8_192)).toBe(4_096);
});
