import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { auditBooks, getJobUsage } from "#billing";
import { seedAgency } from "#desk";
import { listEvents } from "#events";
import { scopeForCommandLine } from "#identity";
import { type OrgScope, parseUsd } from "#kernel";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../e2e/fixtures/database";
import { type ModelServer, type Script, type ScriptedReply, startModelServer } from "../../e2e/fixtures/model-server";
import {
  acceptJob,
  askForChanges,
  cancelJob,
  cancelRun,
  decide,
  getJob,
  hire,
  type JobView,
  listDeliverables,
  pause,
  postMessage,
  quoteJob,
  reconcile,
  resume,
  startWorker,
  type Worker,
} from ".";
import { type JobOrder, jobOrder } from "./schema";

// Patience for a busy machine, and no measure.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const PATIENCE = { timeout: 60_000, interval: 50 };

const { owner } = testDatabase();

const deliver = (summary: string, files: string[] = []): ScriptedReply => ({
  toolCalls: [{ name: "deliver", args: { summary, files } }],
});
const delegate = (agent: string, task: string, more: { revise?: number } = {}) => ({
  name: "delegate",
  args: { agent, task, ...more },
});
const write = (path: string, content: string) => ({ name: "write_file", args: { path, content } });
const read = (path: string) => ({ name: "read_file", args: { path } });

/** One reply for each assistant turn; the last one again and again. */
const turns =
  (...replies: ScriptedReply[]): Script =>
  ({ turn }) =>
    replies[Math.min(turn, replies.length - 1)] ?? {};

/** Those who can delegate follow the manager's script; all others the specialists'. */
const crewScript =
  (manager: Script, specialist: Script): Script =>
  (request) =>
    request.tools.includes("delegate") ? manager(request) : specialist(request);

/** Something to wait for until it is opened. */
function gate() {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

let script: Script;
let server: ModelServer;
let worker: Worker;
let scope: OrgScope;

beforeAll(async () => {
  server = await startModelServer({ script: (request) => script(request) });
  process.env.ANTHROPIC_API_KEY = "test-key";
  process.env.ANTHROPIC_BASE_URL = server.url;
  reloadEnv();
  await seedAgency();
  scope = await scopeForCommandLine("demo");
  worker = await startWorker();
});
afterAll(async () => {
  await worker.drain();
  await server.close();
});

const ANALYSTS = ["project-manager", "data-analyst", "data-analyst"];

const orderOf = (changes: Partial<JobOrder>): JobOrder =>
  jobOrder.parse({
    title: "Books",
    brief: "Count the books.",
    agents: ANALYSTS,
    mode: "crew",
    budget: "20.00",
    ...changes,
  });

const post = async (changes: Partial<JobOrder> = {}): Promise<JobView> => (await hire(scope, orderOf(changes))).job;

async function until(job: JobView, status: JobView["status"]): Promise<JobView> {
  await expect.poll(async () => (await getJob(scope, job.id)).status, PATIENCE).toBe(status);
  return getJob(scope, job.id);
}

const statesOf = (job: JobView) => job.runs.map(({ status, reason }) => (reason ? `${status}: ${reason}` : status));

async function untilRuns(job: JobView, states: string[]): Promise<JobView> {
  await expect.poll(async () => statesOf(await getJob(scope, job.id)), PATIENCE).toEqual(states);
  return getJob(scope, job.id);
}

const runOf = (job: JobView, lane: number) => {
  const run = job.runs.find((one) => one.lane === lane);
  if (!run) throw new Error(`there is no lane ${lane}`);
  return run;
};
const eventsOf = (job: JobView) => listEvents(scope, job.id, { after: 0, limit: 1000 });
const findings = async () => (await auditBooks()).filter(({ first }) => first !== null);

/** What the calls of a job's managers were answered. */
async function answersOf(job: JobView): Promise<{ content: string; isError: boolean }[]> {
  const { rows } = await owner.query(
    `select content, is_error = 'yes' as "isError" from tool_calls c join runs r on r.id = c.run_id
     where r.job_id = $1 and c.name = 'delegate' order by r.lane, c.step_no, c.position`,
    [job.id],
  );
  return rows;
}

describe("a crew", () => {
  it("works side by side on what its manager delegates, takes work back, and hands over one result", async () => {
    const both = gate();
    let begun = 0;
    const manager = turns(
      {
        toolCalls: [
          write("plan.md", "The plan."),
          delegate("data-analyst", "Count A."),
          delegate("data-analyst", "Count B."),
        ],
      },
      { toolCalls: [read("crew/2-data-analyst/count.md"), read("crew/3-data-analyst/count.md")] },
      { toolCalls: [delegate("data-analyst", "A is wrong. Count again.", { revise: 2 })] },
      { toolCalls: [read("crew/4-data-analyst/count.md"), write("result.md", "All counted.")] },
      deliver("Counted.", ["result.md"]),
    );
    const specialist: Script = ({ lastUserText, toolResults, turn }) => {
      if (lastUserText.startsWith("A is wrong")) {
        return toolResults.at(-1)?.name === "write_file"
          ? deliver("Now right.", ["count.md"])
          : { toolCalls: [write("count.md", "A: 3")] };
      }
      if (turn === 0) {
        // Each begins only once the other has.
        if (++begun === 2) both.open();
        return { toolCalls: [read("plan.md")], after: both.passed };
      }
      if (turn === 1) return { toolCalls: [write("count.md", `${lastUserText.slice(6, 7)}: 2`)] };
      return deliver(`Counted after ${toolResults[0]?.content}`, ["count.md"]);
    };
    script = crewScript(manager, specialist);
    const from = server.requests.length;
    const job = await post({ runBudget: "8.00" });
    expect(job.runs).toHaveLength(1);
    expect(job.crew).toEqual(ANALYSTS);
    const done = await until(job, "review");

    expect(done.runs.map(({ lane, agent, depth, status, task }) => [lane, agent, depth, status, task])).toEqual([
      [1, "project-manager", 0, "delivered", null],
      [2, "data-analyst", 1, "delivered", "Count A."],
      [3, "data-analyst", 1, "delivered", "Count B."],
      [4, "data-analyst", 1, "delivered", "A is wrong. Count again."],
    ]);
    expect(runOf(done, 4).continues).toMatchObject({ runId: runOf(done, 2).id });
    const answers = await answersOf(done);
    expect(answers.map(({ isError }) => isError)).toEqual([false, false, false]);
    expect(answers[0]?.content).toContain("data-analyst (lane 2) delivered.");
    expect(answers[0]?.content).toContain("- crew/2-data-analyst/count.md (4 bytes)");
    expect(answers[0]?.content).toContain("The plan.");

    const lastOfManager = JSON.stringify(server.requests.at(-1)?.body);
    for (const count of ["A: 2", "B: 2", "A: 3"]) expect(lastOfManager).toContain(count);
    const told = server.requests.slice(from).map(({ body }) => JSON.stringify(body));
    expect(
      told.some((body) => body.includes("Count B.\\n\\n---\\nYour manager") && body.includes("Count the books.")),
    ).toBe(true);

    const [deliverable, ...others] = await listDeliverables(scope, job.id);
    expect(others).toEqual([]);
    expect(deliverable).toMatchObject({ summary: "Counted.", files: [{ name: "result.md" }] });
    const { lines } = await getJobUsage(scope, job.id);
    const charged = lines.reduce((sum, { amount }) => sum + parseUsd(amount), 0n);
    expect(charged).toBe(parseUsd(done.cost));
    expect(done.runs.reduce((sum, { cost }) => sum + parseUsd(cost), 0n)).toBe(charged);
    const { rows } = await owner.query(
      `select "limit" from caps c join runs r on r.id = c.subject_id where r.job_id = $1`,
      [job.id],
    );
    expect(rows).toHaveLength(4);
    expect(await findings()).toEqual([]);

    await expect(askForChanges(scope, job.id, { text: "More", runId: runOf(done, 2).id })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(acceptJob(scope, job.id, { runId: runOf(done, 2).id })).rejects.toMatchObject({ code: "not_found" });
    await acceptJob(scope, job.id);
  });

  it("holds neither seat nor money for a manager that waits, whose work is not finished by a person's word", async () => {
    const held = gate();
    script = crewScript(turns({ toolCalls: [delegate("data-analyst", "Count.")] }, deliver("Done.")), () => ({
      ...deliver("Counted."),
      after: held.passed,
    }));
    const job = await post();
    await expect
      .poll(async () => statesOf(await getJob(scope, job.id)), PATIENCE)
      .toEqual(["waiting: crew", "working"]);
    const between = await getJob(scope, job.id);
    expect(between).toMatchObject({ status: "working", reason: null });
    const seats = await owner.query(
      "select lease_until, worker_id, admitted_at from runs where job_id = $1 and lane = 1",
      [job.id],
    );
    expect(seats.rows).toEqual([{ lease_until: null, worker_id: null, admitted_at: null }]);
    const [wait] = runOf(between, 1).waits;
    expect(wait).toMatchObject({ reason: "crew", subject: { kind: "delegation", agent: "data-analyst" } });
    await expect(decide(scope, job.id, wait?.id ?? "", { decision: "approve" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    held.open();
    await until(job, "review");
  });

  it("waits as a whole for an answer that one of it needs", async () => {
    const ask = { toolCalls: [{ name: "ask_client", args: { question: "Which?" } }] };
    script = crewScript(
      turns({ toolCalls: [delegate("data-analyst", "Count.")] }, deliver("Done.")),
      turns(ask, deliver("Counted.")),
    );
    const job = await until(await post(), "waiting");
    expect(job.reason).toBe("question");
    expect(statesOf(job)).toEqual(["waiting: crew", "waiting: question"]);
    await postMessage(scope, job.id, { text: "All", runId: runOf(job, 2).id });
    await until(job, "review");
  });
});

describe("agents side by side", () => {
  it("are compared, and kept one by one", async () => {
    script = turns(deliver("Counted."));
    const done = await until(await post({ mode: "parallel", agents: ["data-analyst", "data-analyst"] }), "review");
    const keep = (lane: number) => acceptJob(scope, done.id, { runId: runOf(done, lane).id });
    const kept = async () => (await listDeliverables(scope, done.id)).map(({ acceptedAt }) => acceptedAt !== null);
    await keep(2);
    expect(await kept()).toEqual([false, true]);
    await keep(2);
    expect(await kept()).toEqual([false, true]);
    expect((await keep(1)).status).toBe("accepted");
    expect(await kept()).toEqual([true, true]);
    expect((await eventsOf(done)).filter(({ type }) => type === "job.accepted")).toHaveLength(2);
  });
});

describe("a manager's word on a failure", () => {
  it("is asked for: what failed comes back with its reason, and what the client cancelled", async () => {
    const hang: ScriptedReply = { text: "Still counting", fail: { hang: true, afterChunks: 1 } };
    script = crewScript(
      turns(
        { toolCalls: [delegate("data-analyst", "Refuse."), delegate("data-analyst", "Hang.")] },
        deliver("Did it myself."),
      ),
      ({ lastUserText }) => (lastUserText.startsWith("Refuse.") ? { text: "I will not.", finish: "refusal" } : hang),
    );
    const job = await post();
    await expect.poll(async () => statesOf(await getJob(scope, job.id))[1], PATIENCE).toMatch(/^failed/);
    const between = await getJob(scope, job.id);
    expect(runOf(between, 1).status).toBe("waiting");
    await cancelRun(scope, job.id, runOf(between, 3).id);
    const done = await until(job, "review");
    expect(done.runs.map(({ status }) => status)).toEqual(["delivered", "failed", "cancelled"]);
    const answers = await answersOf(done);
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
    script = crewScript(turns({ toolCalls: nine }, early, deliver("Done.")), turns(deliver("Counted.")));
    const agents = ["project-manager", ...Array.from({ length: 10 }, () => "data-analyst")];
    const done = await until(await post({ agents }), "review");
    expect(done.runs).toHaveLength(9);
    const [ninth, unknown, ...others] = (await answersOf(done)).filter(({ isError }) => isError);
    expect(ninth?.content).toContain("At most 8 tasks are worked on side by side.");
    expect(unknown?.content).toContain("No work came back to you from lane 40. You have work from lanes 2, 3,");
    expect(others).toEqual([]);
    expect(JSON.stringify(server.requests.at(-1)?.body)).toContain("you delegated in the same step");
  });

  it("hold depth: who stands below two managers has nobody to delegate to", async () => {
    script = (request) => {
      if (!request.tools.includes("delegate")) return deliver("Did it.");
      return request.toolResults.length > 0 ? deliver("Done.") : { toolCalls: [delegate("project-manager", "Do it.")] };
    };
    const done = await until(
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
      expect(hire(scope, orderOf(changes))).rejects.toMatchObject({ code: "invalid_input" });
    await refused({ agents: ["data-analyst", "data-analyst"] });
    await refused({ agents: ["project-manager"] });
    const quote = await quoteJob(scope, orderOf({ budget: "3.00", runBudget: "1.00" }));
    expect(quote.notToExceed).toBe("3.00");
  });
});

describe("cancelling and pausing a crew's job", () => {
  it("reaches everyone", async () => {
    const hang: ScriptedReply = { text: "Still counting", fail: { hang: true, afterChunks: 1 } };
    script = crewScript(
      turns({ toolCalls: [delegate("data-analyst", "A."), delegate("data-analyst", "B.")] }),
      () => hang,
    );
    const job = await post();
    await untilRuns(job, ["waiting: crew", "working", "working"]);
    await cancelRun(scope, job.id, runOf(await getJob(scope, job.id), 1).id);
    const done = await until(job, "cancelled");
    expect(statesOf(done)).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(done.held).toBe("0.00");
    await expect(cancelJob(scope, job.id)).resolves.toMatchObject({ status: "cancelled" });
  });

  it("comes before work that is about to be delegated", async () => {
    const reached = gate();
    const held = gate();
    script = crewScript(
      () => {
        reached.open();
        return { toolCalls: [delegate("data-analyst", "Count.")], after: held.passed };
      },
      turns(deliver("Counted.")),
    );
    const job = await post();
    await reached.passed;
    // As a wish whose signal was lost.
    await owner.query("update runs set cancel_requested_at = now(), cancel_requested_by = 'Ann' where job_id = $1", [
      job.id,
    ]);
    held.open();
    const done = await until(job, "cancelled");
    expect(done.runs).toHaveLength(1);
  });

  it("holds the manager until its crew may go on", async () => {
    const reached = gate();
    const held = gate();
    script = crewScript(turns({ toolCalls: [delegate("data-analyst", "Count.")] }, deliver("Done.")), ({ turn }) => {
      reached.open();
      return turn === 0 ? { toolCalls: [{ name: "list_files", args: {} }], after: held.passed } : deliver("Counted.");
    });
    const job = await post();
    await reached.passed;
    await pause(scope, job.id);
    held.open();
    await until(job, "paused");
    await resume(scope, job.id);
    await until(job, "review");
  });
});

describe("a process that dies", () => {
  it("between the end of a task and its answer leaves a manager that goes on all the same, answered once", async () => {
    const hang: ScriptedReply = { text: "Still counting", fail: { hang: true, afterChunks: 1 } };
    script = crewScript(turns({ toolCalls: [delegate("data-analyst", "Count.")] }, deliver("Done.")), () => hang);
    const job = await post();
    await untilRuns(job, ["waiting: crew", "working"]);
    await worker.drain();
    // As the worker leaves it that dies right after the end was committed.
    await owner.query(
      "update runs set status = 'failed', reason = 'It broke.', ended_at = now(), lease_until = null where job_id = $1 and lane = 2",
      [job.id],
    );
    await Promise.all([reconcile(), reconcile()]);
    await reconcile();
    expect(statesOf(await getJob(scope, job.id))).toEqual(["queued", "failed: It broke."]);
    const answered = (await eventsOf(job)).filter(
      ({ type, data }) => type === "tool.finished" && data.name === "delegate",
    );
    expect(answered).toHaveLength(1);
    worker = await startWorker();
    await until(job, "review");
    expect(await findings()).toEqual([]);
  });
});
