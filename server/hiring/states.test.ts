import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JOB_STATUSES, RUN_STATUSES } from "#kernel";
import { deriveJobStatus, hasRunEnded, IllegalTransition, transitionJob, transitionRun } from "./states";

const run = (status: (typeof RUN_STATUSES)[number], reason: string | null = null, hasStarted = true) => ({
  status,
  reason,
  hasStarted,
  isDelegated: false,
});
const delegated = (...from: Parameters<typeof run>) => ({ ...run(...from), isDelegated: true });

describe("states", () => {
  it("refuses to move a run that has ended", () => {
    for (const from of ["delivered", "failed", "cancelled"] as const) {
      for (const to of RUN_STATUSES) expect(() => transitionRun(from, to)).toThrow(IllegalTransition);
    }
  });

  it("accepts a job only for review, or a failed one for what it proposed", () => {
    for (const from of JOB_STATUSES) {
      if (from === "review" || from === "failed") expect(transitionJob(from, "accepted")).toBe("accepted");
      else expect(() => transitionJob(from, "accepted")).toThrow(IllegalTransition);
    }
  });

  it("is queued until the first run starts, then working while any run is", () => {
    expect(deriveJobStatus([run("queued", null, false)])).toEqual({ status: "queued", reason: null });
    expect(deriveJobStatus([run("queued", null, false), run("delivered")]).status).toBe("working");
    expect(deriveJobStatus([run("working"), run("waiting", "budget")]).status).toBe("working");
  });

  it("says why it waits or failed", () => {
    expect(deriveJobStatus([run("waiting", "budget"), run("delivered")])).toEqual({
      status: "waiting",
      reason: "budget",
    });
    expect(deriveJobStatus([run("failed", "no key"), run("cancelled")])).toEqual({
      status: "failed",
      reason: "no key",
    });
  });

  it("works while a manager waits for its crew, waits with the crew, and ends with its manager", () => {
    const manager = run("waiting", "crew");
    expect(deriveJobStatus([manager, delegated("working"), delegated("waiting", "question")]).status).toBe("working");
    expect(deriveJobStatus([manager, delegated("waiting", "question"), delegated("delivered")])).toEqual({
      status: "waiting",
      reason: "question",
    });
    expect(deriveJobStatus([manager, delegated("paused")]).status).toBe("paused");
    expect(deriveJobStatus([manager, delegated("delivered")]).status).toBe("working");
    expect(deriveJobStatus([run("failed", "why"), delegated("delivered")])).toEqual({
      status: "failed",
      reason: "why",
    });
    expect(deriveJobStatus([run("delivered"), delegated("failed", "why")]).status).toBe("review");
  });

  it("goes to review when anything was delivered and nothing goes on", () => {
    const ended = fc.constantFrom("delivered", "failed", "cancelled" as const);
    fc.assert(
      fc.property(fc.array(ended, { minLength: 1 }), (statuses) => {
        const { status } = deriveJobStatus(statuses.map((one) => run(one)));
        expect(status === "review").toBe(statuses.includes("delivered"));
      }),
    );
  });

  it("can always follow its runs: no derived status is out of reach of another", () => {
    const statuses = fc.array(fc.constantFrom(...RUN_STATUSES), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(statuses, fc.nat(3), fc.constantFrom(...RUN_STATUSES), (before, index, to) => {
        const at = index % before.length;
        const from = before[at];
        if (!from) return;
        try {
          transitionRun(from, to);
        } catch {
          return;
        }
        const after = before.map((status, position) => (position === at ? to : status));
        const [old, next] = [before, after].map((list) => deriveJobStatus(list.map((one) => run(one))).status);
        if (old && next && old !== next) expect(transitionJob(old, next)).toBe(next);
      }),
    );
  });

  it("knows when a run has ended", () => {
    expect(RUN_STATUSES.filter(hasRunEnded)).toEqual(["delivered", "failed", "cancelled"]);
  });
});
