import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TIERS, type Tier } from "#kernel";
import { computeAdmissions, RAMP_S, seatsAfterCoolDown, type Waiting } from "./rules";

const waiting = (runId: string, orgId: string, createdAt = 0, tier: Tier = "standard"): Waiting => ({
  runId,
  orgId,
  tier,
  createdAt: new Date(createdAt),
});
const many = (orgId: string, count: number, createdAt = 0): Waiting[] =>
  Array.from({ length: count }, (_, index) => waiting(`${orgId}-${index}`, orgId, createdAt + index));

const anyWaiting = fc.array(
  fc.record({
    runId: fc.uuid(),
    orgId: fc.constantFrom("a", "b", "c"),
    tier: fc.constantFrom(...TIERS),
    createdAt: fc.date({ noInvalidDate: true }),
  }),
  { maxLength: 40 },
);

describe("computeAdmissions", () => {
  it("gives a lone organization every seat", () => {
    expect(computeAdmissions(many("a", 10), new Map(), 8)).toHaveLength(8);
  });

  it("does not let a thousand runs of one delay the single run of another", () => {
    const admitted = computeAdmissions([...many("a", 1000), waiting("b-0", "b", 5_000)], new Map([["a", 3]]), 1);
    expect(admitted.map((run) => run.runId)).toEqual(["b-0"]);
  });

  it("shares evenly between organizations that all wait", () => {
    const admitted = computeAdmissions([...many("a", 9), ...many("b", 9, 100)], new Map(), 6);
    expect(admitted.filter((run) => run.orgId === "a")).toHaveLength(3);
  });

  it("gives a priority run four times the weight of an economy run", () => {
    const runs = [
      ...many("a", 20).map((run) => ({ ...run, tier: "economy" as const })),
      ...many("b", 20, 50).map((run) => ({ ...run, tier: "priority" as const })),
    ];
    const admitted = computeAdmissions(runs, new Map(), 10);
    expect(admitted.filter((run) => run.orgId === "b")).toHaveLength(8);
  });

  it("never gives more than there is, nor anything twice, and leaves no seat empty while someone waits", () => {
    fc.assert(
      fc.property(anyWaiting, fc.nat(50), (runs, free) => {
        const admitted = computeAdmissions(runs, new Map(), free);
        expect(admitted).toHaveLength(Math.min(free, runs.length));
        expect(new Set(admitted).size).toBe(admitted.length);
      }),
    );
  });

  it("keeps the order of age inside one organization and tier", () => {
    fc.assert(
      fc.property(anyWaiting, fc.nat(50), (runs, free) => {
        const same = computeAdmissions(runs, new Map(), free).filter(
          (run) => run.orgId === "a" && run.tier === "standard",
        );
        const times = same.map((run) => run.createdAt.getTime());
        expect(times).toEqual([...times].sort((x, y) => x - y));
      }),
    );
  });
});

it("lets the runs of a model in gradually after its cool-down", () => {
  expect([0, 0.9, 1, 2.5, 5.9].map(seatsAfterCoolDown)).toEqual([1, 1, 2, 4, 32]);
  expect([RAMP_S, null].map(seatsAfterCoolDown)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
