import { describe, expect, it } from "vitest";
import { DECISIONS, type WaitSubject } from "#events";
import { explain, outcomeOf, reasonOf } from "./words";

const question: WaitSubject = { kind: "question", question: "Net or gross?", options: [] };
const permission: WaitSubject = { kind: "permission", tool: "send", args: {} };
const interrupted: WaitSubject = { kind: "interrupted", tool: "send", args: {} };
const delegation: WaitSubject = { kind: "delegation", agent: "ada", task: "Count.", revise: null };
const spend: WaitSubject = { kind: "spend", step: "0.50", spent: "1.00", budget: "5.00" };
const decided = (decision: (typeof DECISIONS)[number], note: string | null = null) =>
  ({ kind: "decision", decision, note }) as const;

describe("what a wait comes to", () => {
  it("is a question's answer, word for word", () => {
    expect(outcomeOf(question, { kind: "answer", text: "Net" })).toEqual({ content: "Net", isError: false });
    for (const decision of DECISIONS) expect(() => outcomeOf(question, decided(decision))).toThrow(/Answer it/);
  });

  it("is leave to go on, when anything else is approved", () => {
    for (const subject of [permission, interrupted, spend]) {
      expect(outcomeOf(subject, decided("approve"))).toBe("allowed");
      expect(() => outcomeOf(subject, { kind: "answer", text: "Yes" })).toThrow(/decision/);
    }
  });

  it("tells the agent what it goes on without, with the note", () => {
    expect(outcomeOf(permission, decided("skip", "Not now."))).toEqual({
      content: "The client did not allow this call. The client's note: Not now.",
      isError: true,
    });
    expect(outcomeOf(interrupted, decided("skip"))).toMatchObject({ isError: true });
    expect(outcomeOf(interrupted, decided("done"))).toMatchObject({ isError: false });
  });

  it("is what came back, when work was delegated, and nothing that a person says", () => {
    const work = { kind: "work", text: "Counted.", isError: false } as const;
    expect(outcomeOf(delegation, work)).toEqual({ content: "Counted.", isError: false });
    expect(() => outcomeOf(delegation, { kind: "answer", text: "Yes" })).toThrow(/delegated/);
    for (const decision of DECISIONS) expect(() => outcomeOf(delegation, decided(decision))).toThrow(/delegated/);
    expect(() => outcomeOf(question, work)).toThrow(/delegated/);
  });

  it("cannot be what makes no sense for it", () => {
    expect(() => outcomeOf(permission, decided("done"))).toThrow(/not made yet/);
    expect(() => outcomeOf(spend, decided("skip"))).toThrow(/cancel the run/);
  });
});

it("is told to people by what is asked", () => {
  expect([question, permission, interrupted, spend, delegation].map(reasonOf)).toEqual([
    "question",
    "approval",
    "approval",
    "approval",
    "crew",
  ]);
  expect(explain(question)).toBe("Net or gross?");
  expect(explain(spend)).toContain("$0.50");
});
