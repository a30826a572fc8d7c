import { describe, expect, it } from "vitest";
import type { Script } from "../../../e2e/fixtures/model-server";
import { cancelRun, getJob, hire, type JobOrder, listProposals, quoteJob } from "..";
import { agencyAtWork, findings, PATIENCE, runOf } from "../testing/agency-at-work";
import { answersOf, crewOf, crewOrder, delegate, statesOf } from "../testing/crews";
import { deliver, HANG, turns, writeFile } from "../testing/replies";

const agency = agencyAtWork();
const post = (changes: Partial<JobOrder> = {}) => agency.post(crewOrder(changes));

describe("a manager's word on a failure", () => {
  it("is asked for: what failed comes back with its reason, and what the client cancelled", async () => {
    agency.follow(
      crewOf(
        turns(
          { toolCalls: [delegate("data-analyst", "Refuse."), delegate("data-analyst", "Hang.")] },
          deliver("Did it myself."),
        ),
        ({ lastUserText }) => (lastUserText.startsWith("Refuse.") ? { text: "I will not.", finish: "refusal" } : HANG),
      ),
    );
    const job = await post();
    await expect.poll(async () => statesOf(await getJob(agency.scope, job.id))[1], PATIENCE).toMatch(/^failed/);
    const between = await getJob(agency.scope, job.id);
    expect(runOf(between, 1).status).toBe("waiting");
    await cancelRun(agency.scope, job.id, runOf(between, 3).id);
    const done = await agency.until(job, "review");
    expect(done.runs.map(({ status }) => status)).toEqual(["delivered", "failed", "cancelled"]);
    const answers = await answersOf(agency, done);
    expect(answers.map(({ isError }) => isError)).toEqual([true, true]);
    expect(answers[0]?.content).toContain("(lane 2) failed: The model declined this task");
    expect(answers[1]?.content).toContain("(lane 3) was cancelled.");
    expect(await findings()).toEqual([]);
  });
});

describe("the limits of a crew", () => {
  it("are told to the manager, who goes on", async () => {
    const nine = Array.from({ length: 9 }, (_, n) => delegate("data-analyst", `Count ${n}.`));
    const early = {
      toolCalls: [
        delegate("data-analyst", "Count.", { revise: 40 }),
        { name: "deliver", args: { summary: "Early.", files: [] } },
      ],
    };
    agency.follow(crewOf(turns({ toolCalls: nine }, early, deliver("Done.")), turns(deliver("Counted."))));
    const agents = ["project-manager", ...Array.from({ length: 10 }, () => "data-analyst")];
    const done = await agency.until(await post({ agents }), "review");
    expect(done.runs).toHaveLength(9);
    const [ninth, unknown, ...others] = (await answersOf(agency, done)).filter(({ isError }) => isError);
    expect(ninth?.content).toContain("At most 8 tasks are worked on side by side.");
    expect(unknown?.content).toContain("No work came back to you from lane 40. You have work from lanes 2, 3,");
    expect(others).toEqual([]);
    expect(JSON.stringify(agency.models.requests.at(-1)?.body)).toContain("you delegated in the same step");
  });

  it("hold depth: who stands below two managers has nobody to delegate to", async () => {
    agency.follow((request) => {
      if (!request.tools.includes("delegate")) return deliver("Did it.");
      return request.toolResults.length > 0 ? deliver("Done.") : { toolCalls: [delegate("project-manager", "Do it.")] };
    });
    const done = await agency.until(
      await post({ agents: ["project-manager", "project-manager", "project-manager"] }),
      "review",
    );
    expect(done.runs.map(({ depth, status }) => `${depth} ${status}`)).toEqual([
      "0 delivered",
      "1 delivered",
      "2 delivered",
    ]);
  });

  it("begin with who is hired, and with what it may cost", async () => {
    const refused = (changes: Partial<JobOrder>) =>
      expect(hire(agency.scope, crewOrder(changes))).rejects.toMatchObject({ code: "invalid_input" });
    await refused({ agents: ["data-analyst", "data-analyst"] });
    await refused({ agents: ["project-manager"] });
    const quote = await quoteJob(agency.scope, crewOrder({ budget: "3.00", runBudget: "1.00" }));
    expect(quote.notToExceed).toBe("3.00");
  });
});

describe("the checks of a task", () => {
  const schema = { type: "object", required: ["total"] };
  const checks = [{ kind: "json_matches", path: "sum.json", schema }];

  /** The one who sums up forgets the total at first; the one who gives up never hands over what is wanted. */
  const specialist: Script = ({ turn, lastUserText }) => {
    if (lastUserText.startsWith("Give up")) return deliver("Nothing.");
    if (turn === 0) return { toolCalls: [writeFile("sum.json", "{}")] };
    if (turn === 2) return { toolCalls: [writeFile("sum.json", '{"total":3}')] };
    return deliver("Summed.", ["sum.json"]);
  };

  const manager = turns(
    {
      toolCalls: [
        delegate("data-analyst", "Sum up.", { checks }),
        delegate("data-analyst", "Give up.", { checks }),
        delegate("data-analyst", "Escape.", { checks: [{ kind: "file_exists", path: "../outside" }] }),
      ],
    },
    deliver("All in."),
  );

  it("hold again when the work is sent back, unless the manager gives others", async () => {
    const revise = (lane: number, more: object = {}) =>
      delegate("data-analyst", "Sum up anew.", { revise: lane, ...more });
    const other = [{ kind: "file_exists", path: "sum.json" }];
    agency.follow(
      crewOf(
        turns(
          { toolCalls: [delegate("data-analyst", "Sum up.", { checks })] },
          { toolCalls: [revise(2)] },
          { toolCalls: [revise(3, { checks: other })] },
          deliver("All in."),
        ),
        (request) =>
          request.lastUserText.startsWith("Sum up anew.") ? deliver("Summed.", ["sum.json"]) : specialist(request),
      ),
    );
    const view = await agency.ended(await post());
    const kept = await agency.owner.query(
      "select lane, checks from runs where job_id = $1 and lane > 1 order by lane",
      [view.id],
    );
    expect(kept.rows).toEqual([
      { lane: 2, checks },
      { lane: 3, checks },
      { lane: 4, checks: other },
    ]);
  });

  it("send work back to who did it until they pass, and what never does comes back as failed", async () => {
    agency.follow(crewOf(manager, specialist));
    const view = await agency.ended(await post());
    expect(view).toMatchObject({
      status: "review",
      runs: [
        { status: "delivered", steps: 2 },
        { status: "delivered", steps: 4 },
        {
          status: "failed",
          steps: 3,
          reason: expect.stringContaining("after 3 rounds: sum.json matches its JSON schema"),
        },
      ],
    });
    const events = await agency.eventsOf(view);
    const rounds = events.flatMap(({ type, runId, data }) =>
      type === "delivery.checked" && runId === view.runs[1]?.id
        ? [[data.round, (data.reasons as string[]).length]]
        : [],
    );
    expect(rounds).toEqual([
      [1, 1],
      [2, 0],
    ]);
    const answers = events.flatMap(({ type, data }) =>
      type === "tool.finished" && data.name === "delegate" ? [`${data.position} ${data.content}`] : [],
    );
    expect(answers.sort()).toEqual([
      expect.stringMatching(/^0 data-analyst \(lane 2\) delivered\./),
      expect.stringMatching(/^1 data-analyst \(lane 3\) failed: It did not meet .* Nothing was delivered\.$/),
      expect.stringMatching(/^2 .*outside/),
    ]);
    // What a manager reviews is not the client's to take.
    expect(await listProposals(agency.scope, view.id)).toEqual([]);
    expect(await findings()).toEqual([]);
  });
});
