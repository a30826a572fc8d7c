import { describe, expect, it } from "vitest";
import { getJobUsage } from "#billing";
import { parseUsd } from "#kernel";
import type { Script } from "../../../e2e/fixtures/model-server";
import { acceptJob, askForChanges, decide, getJob, type JobOrder, listDeliverables, postMessage, reconcile } from "..";
import { agencyAtWork, findings, runOf } from "../testing/agency-at-work";
import { ANALYSTS, answersOf, crewOf, crewOrder, delegate, statesOf, untilRuns } from "../testing/crews";
import { deliver, gate, HANG, turns, writeFile } from "../testing/replies";

const agency = agencyAtWork();
const post = (changes: Partial<JobOrder> = {}) => agency.post(crewOrder(changes));
const read = (path: string) => ({ name: "read_file", args: { path } });

describe("a crew", () => {
  it("works side by side on what its manager delegates, takes work back, and hands over one result", async () => {
    const both = gate();
    let begun = 0;
    const manager = turns(
      {
        toolCalls: [
          writeFile("plan.md", "The plan."),
          delegate("data-analyst", "Count A."),
          delegate("data-analyst", "Count B."),
        ],
      },
      { toolCalls: [read("crew/2-data-analyst/count.md"), read("crew/3-data-analyst/count.md")] },
      { toolCalls: [delegate("data-analyst", "A is wrong. Count again.", { revise: 2 })] },
      { toolCalls: [read("crew/4-data-analyst/count.md"), writeFile("result.md", "All counted.")] },
      deliver("Counted.", ["result.md"]),
    );
    const specialist: Script = ({ lastUserText, toolResults, turn }) => {
      if (lastUserText.startsWith("A is wrong")) {
        return toolResults.at(-1)?.name === "write_file"
          ? deliver("Now right.", ["count.md"])
          : { toolCalls: [writeFile("count.md", "A: 3")] };
      }
      if (turn === 0) {
        // Each begins only once the other has.
        if (++begun === 2) both.open();
        return { toolCalls: [read("plan.md")], after: both.passed };
      }
      if (turn === 1) return { toolCalls: [writeFile("count.md", `${lastUserText.slice(6, 7)}: 2`)] };
      return deliver(`Counted after ${toolResults[0]?.content}`, ["count.md"]);
    };
    agency.follow(crewOf(manager, specialist));
    const from = agency.models.requests.length;
    const job = await post({ runBudget: "8.00" });
    expect(job.runs).toHaveLength(1);
    expect(job.crew).toEqual(ANALYSTS);
    const done = await agency.until(job, "review");

    expect(done.runs.map(({ lane, agent, depth, status, task }) => [lane, agent, depth, status, task])).toEqual([
      [1, "project-manager", 0, "delivered", null],
      [2, "data-analyst", 1, "delivered", "Count A."],
      [3, "data-analyst", 1, "delivered", "Count B."],
      [4, "data-analyst", 1, "delivered", "A is wrong. Count again."],
    ]);
    expect(runOf(done, 4).continues).toMatchObject({ runId: runOf(done, 2).id });
    const answers = await answersOf(agency, done);
    expect(answers.map(({ isError }) => isError)).toEqual([false, false, false]);
    expect(answers[0]?.content).toContain("data-analyst (lane 2) delivered.");
    expect(answers[0]?.content).toContain("- crew/2-data-analyst/count.md (4 bytes)");
    expect(answers[0]?.content).toContain("The plan.");

    const lastOfManager = JSON.stringify(agency.models.requests.at(-1)?.body);
    for (const count of ["A: 2", "B: 2", "A: 3"]) expect(lastOfManager).toContain(count);
    const told = agency.models.requests.slice(from).map(({ body }) => JSON.stringify(body));
    expect(
      told.some((body) => body.includes("Count B.\\n\\n---\\nYour manager") && body.includes("Count the books.")),
    ).toBe(true);

    const [deliverable, ...others] = await listDeliverables(agency.scope, job.id);
    expect(others).toEqual([]);
    expect(deliverable).toMatchObject({ summary: "Counted.", files: [{ name: "result.md" }] });
    const { lines } = await getJobUsage(agency.scope, job.id);
    const charged = lines.reduce((sum, { amount }) => sum + parseUsd(amount), 0n);
    expect(charged).toBe(parseUsd(done.cost));
    expect(done.runs.reduce((sum, { cost }) => sum + parseUsd(cost), 0n)).toBe(charged);
    const { rows } = await agency.owner.query(
      `select "limit" from caps c join runs r on r.id = c.subject_id where r.job_id = $1`,
      [job.id],
    );
    expect(rows).toHaveLength(4);
    expect(await findings()).toEqual([]);

    await expect(askForChanges(agency.scope, job.id, { text: "More", runId: runOf(done, 2).id })).rejects.toMatchObject(
      {
        code: "conflict",
      },
    );
    await expect(acceptJob(agency.scope, job.id, { runId: runOf(done, 2).id })).rejects.toMatchObject({
      code: "not_found",
    });
    await acceptJob(agency.scope, job.id);
  });

  it("holds neither seat nor money for a manager that waits, whose work is not finished by a person's word", async () => {
    const held = gate();
    agency.follow(
      crewOf(turns({ toolCalls: [delegate("data-analyst", "Count.")] }, deliver("Done.")), () => ({
        ...deliver("Counted."),
        after: held.passed,
      })),
    );
    const job = await post();
    const between = await untilRuns(agency, job, ["waiting: crew", "working"]);
    expect(between).toMatchObject({ status: "working", reason: null });
    const seats = await agency.owner.query(
      "select lease_until, worker_id, admitted_at from runs where job_id = $1 and lane = 1",
      [job.id],
    );
    expect(seats.rows).toEqual([{ lease_until: null, worker_id: null, admitted_at: null }]);
    const [wait] = runOf(between, 1).waits;
    expect(wait).toMatchObject({ reason: "crew", subject: { kind: "delegation", agent: "data-analyst" } });
    await expect(decide(agency.scope, job.id, wait?.id ?? "", { decision: "approve" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    held.open();
    await agency.until(job, "review");
  });

  it("waits as a whole for an answer that one of it needs", async () => {
    const ask = { toolCalls: [{ name: "ask_client", args: { question: "Which?" } }] };
    agency.follow(
      crewOf(
        turns({ toolCalls: [delegate("data-analyst", "Count.")] }, deliver("Done.")),
        turns(ask, deliver("Counted.")),
      ),
    );
    const job = await agency.until(await post(), "waiting");
    expect(job.reason).toBe("question");
    expect(statesOf(job)).toEqual(["waiting: crew", "waiting: question"]);
    await postMessage(agency.scope, job.id, { text: "All", runId: runOf(job, 2).id });
    await agency.until(job, "review");
  });
});

describe("a process that dies", () => {
  it("between the end of a task and its answer leaves a manager that goes on all the same, answered once", async () => {
    agency.follow(crewOf(turns({ toolCalls: [delegate("data-analyst", "Count.")] }, deliver("Done.")), () => HANG));
    const job = await post();
    await untilRuns(agency, job, ["waiting: crew", "working"]);
    await agency.drain();
    // As the worker leaves it that dies right after the end was committed.
    await agency.owner.query(
      "update runs set status = 'failed', reason = 'It broke.', ended_at = now(), lease_until = null where job_id = $1 and lane = 2",
      [job.id],
    );
    await Promise.all([reconcile(), reconcile()]);
    await reconcile();
    expect(statesOf(await getJob(agency.scope, job.id))).toEqual(["queued", "failed: It broke."]);
    const answered = (await agency.eventsOf(job)).filter(
      ({ type, data }) => type === "tool.finished" && data.name === "delegate",
    );
    expect(answered).toHaveLength(1);
    await agency.startWorker();
    await agency.until(job, "review");
    expect(await findings()).toEqual([]);
  });
});
