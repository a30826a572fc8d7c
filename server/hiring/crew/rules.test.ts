import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CrewState, computeVerdicts, type Delegation, MAX_TASKS_PER_JOB, MAX_TASKS_PER_STEP } from "./rules";

const state = (changes: Partial<CrewState> = {}): CrewState => ({
  ofJob: 0,
  ofStep: 0,
  members: [
    { slug: "ada", offDuty: null, places: 2, atWork: 0 },
    { slug: "bo", offDuty: "No key.", places: 1, atWork: 0 },
    { slug: "cy", offDuty: null, places: 16, atWork: 0 },
  ],
  returned: [
    { lane: 2, slug: "ada", hasDelivered: true },
    { lane: 3, slug: "ada", hasDelivered: false },
  ],
  ...changes,
});
const task = (position: number, agent: string, revise: number | null = null): Delegation => ({
  position,
  agent,
  task: "Count.",
  revise,
  checks: [],
});
const refusals = (wanted: Delegation[], changes?: Partial<CrewState>) =>
  computeVerdicts(wanted, state(changes)).map(({ refusal }) => refusal);

describe("a manager's tasks", () => {
  it("go to the crew, as many side by side as were hired", () => {
    expect(refusals([task(0, "ada"), task(1, "cy"), task(2, "ada")])).toEqual([null, null, null]);
    const [, , third] = refusals([task(0, "ada"), task(1, "ada"), task(2, "ada")]);
    expect(third).toContain("The client hired 2 of ada");
    expect(refusals([task(0, "eve"), task(1, "bo")])).toEqual([
      "There is no eve in your crew. Give the task to one of ada, bo, cy.",
      "bo is off duty: No key. Give the task to someone else, or do it.",
    ]);
  });

  it("go back to who has delivered", () => {
    expect(refusals([task(0, "ada", 2)])).toEqual([null]);
    expect(refusals([task(0, "ada", 2), task(1, "ada", 2)])[1]).toContain("twice");
    expect(refusals([task(0, "cy", 2)])[0]).toContain("the work of ada");
    expect(refusals([task(0, "ada", 3)])[0]).toContain("delivered nothing");
    expect(refusals([task(0, "ada", 9)])[0]).toContain("You have work from lanes 2.");
  });

  it("are never more than a step, a job and the client's choice allow", () => {
    const wanted = fc.array(fc.constantFrom("ada", "cy"), { maxLength: 30 });
    fc.assert(
      fc.property(wanted, fc.nat(30), fc.nat(10), fc.nat(3), (agents, ofJob, ofStep, atWork) => {
        const members = state().members.map((member) => ({ ...member, atWork }));
        const verdicts = computeVerdicts(
          agents.map((agent, position) => task(position, agent)),
          state({ ofJob, ofStep, members }),
        );
        const given = verdicts.filter(({ refusal }) => refusal === null).map((one) => one.wanted.agent);
        expect(verdicts).toHaveLength(agents.length);
        if (given.length === 0) return;
        expect(given.length).toBeLessThanOrEqual(Math.min(MAX_TASKS_PER_JOB - ofJob, MAX_TASKS_PER_STEP - ofStep));
        for (const { slug, places } of members) {
          const count = given.filter((agent) => agent === slug).length;
          if (count > 0) expect(count + atWork).toBeLessThanOrEqual(places);
        }
      }),
    );
  });
});
