import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { auditBooks, getJobUsage, getWallet } from "#billing";
import { seedAgency } from "#desk";
import { listEvents } from "#events";
import { scopeForCommandLine, scopeForUser } from "#identity";
import { type OrgScope, parseUsd } from "#kernel";
import { listNotifications } from "#notices";
import { reloadEnv } from "#platform";
import type { Tool } from "#runtime";
import { testDatabase } from "../../e2e/fixtures/database";
import { type ModelServer, type Script, type ScriptedReply, startModelServer } from "../../e2e/fixtures/model-server";
import {
  cancelJob,
  decide,
  getJob,
  hire,
  type JobView,
  pause,
  postMessage,
  registerOrganization,
  resume,
  startWorker,
  type Worker,
} from ".";
import { type JobOrder, jobOrder } from "./schema";

// Patience for a busy machine, and no measure.
vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 60_000, interval: 50 };

const { owner } = testDatabase();

/** An effect outside that can be counted. */
const sent: unknown[] = [];
const sendMail: Tool = {
  name: "mcp__mail__send",
  description: "Sends a letter.",
  effect: "side-effecting",
  permission: "ask",
  parameters: { type: "object" },
  run: async (args) => {
    sent.push(args);
    return { content: "Sent.", isError: false };
  },
};

let script: Script;
let server: ModelServer;
let worker: Worker;
let scope: OrgScope;
let stranger: OrgScope;

beforeAll(async () => {
  server = await startModelServer({ script: (request) => script(request) });
  process.env.ANTHROPIC_API_KEY = "test-key";
  process.env.ANTHROPIC_BASE_URL = server.url;
  reloadEnv();
  await seedAgency();
  scope = await scopeForCommandLine("demo");
  const { user } = await registerOrganization(
    { email: "eve@example.com", password: "correct horse", name: "Eve", organization: "Elsewhere" },
    { ip: "test" },
  );
  stranger = await scopeForUser(user.id);
  worker = await startWorker({ moreTools: async () => [sendMail] });
});
afterAll(async () => {
  await worker.drain();
  await server.close();
});
beforeEach(() => void sent.splice(0));

const deliver = (summary = "Done."): ScriptedReply => ({
  toolCalls: [{ name: "deliver", args: { summary, files: [] } }],
});
const ask = { name: "ask_client", args: { question: "Net or gross?", options: ["Net", "Gross", "Net"] } };
const look = { name: "list_files", args: {} };
const mail = { name: "mcp__mail__send", args: { to: "ann@example.com" } };

/** Something to wait for until it is opened. */
function gate() {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** What Anthropic's wire was sent, one line a turn. */
function rolesOf(body: unknown): string[] {
  const { messages } = wire.parse(body);
  return messages.map(({ role, content }) => {
    const said = content.map((part) => (part.type === "text" ? part.text : "tool")).join(", ");
    return role === "user" ? `user: ${said}` : role;
  });
}

const wire = z.object({
  messages: z.array(
    z.object({ role: z.string(), content: z.array(z.object({ type: z.string(), text: z.string().optional() })) }),
  ),
});

/** One reply for each assistant turn; the last one again and again. */
const turns =
  (...replies: ScriptedReply[]): Script =>
  ({ turn }) =>
    replies[Math.min(turn, replies.length - 1)] ?? {};

async function post(changes: Partial<JobOrder> = {}): Promise<JobView> {
  const order = jobOrder.parse({
    title: "Sum",
    brief: "Add it up.",
    agents: ["data-analyst"],
    budget: "5.00",
    ...changes,
  });
  return (await hire(scope, order)).job;
}

async function until(job: JobView, status: JobView["status"]): Promise<JobView> {
  await expect.poll(async () => (await getJob(scope, job.id)).status, PATIENCE).toBe(status);
  return getJob(scope, job.id);
}

const waitsOf = (job: JobView) => job.runs.flatMap((run) => run.waits);
const eventsOf = async (job: JobView) => listEvents(scope, job.id, { after: 0, limit: 1000 });
/** What the model was sent last, as text. */
const lastSent = () => JSON.stringify(server.requests.at(-1)?.body);

describe("a question", () => {
  it("waits without a seat or money, tells the client, and its answer is the call's result", async () => {
    script = turns({ text: "One thing.", toolCalls: [ask, look] }, deliver());
    const job = await until(await post(), "waiting");
    expect(job).toMatchObject({
      reason: "question",
      held: "0.00",
      runs: [{ status: "waiting", reason: "question", steps: 1 }],
    });
    const [question] = waitsOf(job);
    expect(question).toMatchObject({
      reason: "question",
      step: 1,
      subject: { kind: "question", question: "Net or gross?", options: ["Net", "Gross"] },
    });
    expect((await getWallet(scope)).held).toBe("0.00");
    const seats = await owner.query("select lease_until, worker_id, admitted_at from runs where job_id = $1", [job.id]);
    expect(seats.rows).toEqual([{ lease_until: null, worker_id: null, admitted_at: null }]);
    // The other call of the step ran before.
    expect((await eventsOf(job)).filter(({ type }) => type === "tool.finished")).toMatchObject([
      { data: { name: "list_files" } },
    ]);
    const { notifications } = await listNotifications(scope, { limit: 10 });
    expect(notifications[0]).toMatchObject({ kind: "run.question", href: `/jobs/${job.id}` });
    expect(notifications[0]?.body).toContain("Net or gross?");

    await postMessage(scope, job.id, { text: "Gross, please" });
    const done = await until(job, "review");
    expect(done.runs).toMatchObject([{ status: "delivered", steps: 2, waits: [] }]);
    expect(lastSent()).toContain("Gross, please");
    expect((await auditBooks()).filter(({ first }) => first !== null)).toEqual([]);
  });

  it("is answered once, by its own organization, while the run goes on", async () => {
    script = turns({ toolCalls: [ask] }, deliver());
    const job = await until(await post(), "waiting");
    const questionId = waitsOf(job)[0]?.id ?? "";
    await expect(postMessage(stranger, job.id, { text: "Net", questionId })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(decide(scope, job.id, questionId, { decision: "approve" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    const both = await Promise.allSettled([
      postMessage(scope, job.id, { text: "Net", questionId }),
      postMessage(scope, job.id, { text: "Gross", questionId }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
    await until(job, "review");

    const other = await until(await post(), "waiting");
    await cancelJob(scope, other.id);
    await expect(
      postMessage(scope, other.id, { text: "Net", questionId: waitsOf(other)[0]?.id ?? "" }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("is not worth a delivery in the same step", async () => {
    const impatient = { toolCalls: [ask, { name: "deliver", args: { summary: "Guessed.", files: [] } }] };
    script = turns(impatient, deliver("As you said."));
    const job = await until(await post(), "waiting");
    await postMessage(scope, job.id, { text: "Net" });
    await until(job, "review");
    expect(lastSent()).toContain("you asked the client in the same step");
  });

  it("without a question is the model's mistake", async () => {
    script = turns({ toolCalls: [{ name: "ask_client", args: { question: " " } }] }, deliver());
    await until(await post(), "review");
    expect(lastSent()).toContain("The arguments of ask_client are not right");
  });
});

describe("a call that needs an approval", () => {
  it("shows itself word for word, and is made once it is allowed", async () => {
    script = turns({ toolCalls: [mail] }, deliver());
    const job = await until(await post(), "waiting");
    expect(job.reason).toBe("approval");
    const [wait] = waitsOf(job);
    expect(wait?.subject).toEqual({ kind: "permission", tool: "mcp__mail__send", args: { to: "ann@example.com" } });
    expect(sent).toEqual([]);
    await expect(decide(scope, job.id, wait?.id ?? "", { decision: "done" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await decide(scope, job.id, wait?.id ?? "", { decision: "approve" });
    await until(job, "review");
    expect(sent).toEqual([{ to: "ann@example.com" }]);
  });

  it("is not made when it is not, and the agent is told why", async () => {
    script = turns({ toolCalls: [mail] }, deliver());
    const job = await until(await post(), "waiting");
    await decide(scope, job.id, waitsOf(job)[0]?.id ?? "", { decision: "skip", note: "She has left." });
    await until(job, "review");
    expect(sent).toEqual([]);
    expect(lastSent()).toContain("The client did not allow this call. The client's note: She has left.");
  });

  it("waits beside a question until both are met", async () => {
    script = turns({ toolCalls: [mail, ask] }, deliver());
    const job = await until(await post(), "waiting");
    expect(job.reason).toBe("question");
    await postMessage(scope, job.id, { text: "Net" });
    const between = await getJob(scope, job.id);
    expect(between).toMatchObject({ status: "waiting", reason: "approval", runs: [{ reason: "approval" }] });
    await decide(scope, job.id, waitsOf(between)[0]?.id ?? "", { decision: "approve" });
    await until(job, "review");
    expect(sent).toHaveLength(1);
  });
});

describe("a message", () => {
  it("is a user turn from the next step on, the same in every later call, and stands before that step's answer", async () => {
    const reached = gate();
    const posted = gate();
    script = ({ turn }) => {
      if (turn === 0) {
        reached.open();
        return { text: "First.", toolCalls: [look], after: posted.passed };
      }
      return turn < 3 ? { text: `Turn ${turn}.`, toolCalls: [look] } : deliver();
    };
    const job = await post();
    await reached.passed;
    await postMessage(scope, job.id, { text: "In euros, please." });
    posted.open();
    await until(job, "review");
    const asked = server.requests.slice(-3).map(({ body }) => rolesOf(body));
    expect(asked[0]).toEqual(["user: Add it up.", "assistant", "user: tool, In euros, please."]);
    for (const conversation of asked) expect(conversation.slice(0, 3)).toEqual(asked[0]);
    const news = (await eventsOf(job)).filter(({ type }) => type.startsWith("message."));
    expect(news).toMatchObject([
      { type: "message.posted", data: { text: "In euros, please." } },
      { type: "message.read", data: { step: 2 } },
    ]);
  });

  it("that comes with the delivery is read first", async () => {
    const reached = gate();
    const posted = gate();
    script = ({ turn }) => {
      if (turn > 0) return deliver("With cents.");
      reached.open();
      return { ...deliver("Without cents."), after: posted.passed };
    };
    const job = await post();
    await reached.passed;
    await postMessage(scope, job.id, { text: "With cents, please.", runId: job.runs[0]?.id });
    posted.open();
    const done = await until(job, "review");
    expect(done.runs).toMatchObject([{ status: "delivered", steps: 2 }]);
    expect(lastSent()).toContain("the client has written to you meanwhile");
    await expect(postMessage(scope, job.id, { text: "Thanks" })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("pausing", () => {
  it("lets the step end with its tools, gives the seat back, and resuming goes on from there", async () => {
    const reached = gate();
    const paused = gate();
    script = ({ turn }) => {
      if (turn === 0) {
        reached.open();
        return { toolCalls: [look], after: paused.passed };
      }
      return turn < 2 ? { toolCalls: [look] } : deliver();
    };
    const job = await post();
    await reached.passed;
    expect((await pause(scope, job.id)).runs).toMatchObject([{ status: "working", pausing: true }]);
    await pause(scope, job.id);
    paused.open();
    const still = await until(job, "paused");
    expect(still).toMatchObject({ held: "0.00", runs: [{ status: "paused", pausing: false, steps: 1 }] });
    const seats = await owner.query("select lease_until, worker_id from runs where job_id = $1", [job.id]);
    expect(seats.rows).toEqual([{ lease_until: null, worker_id: null }]);
    expect((await eventsOf(job)).filter(({ type }) => type === "tool.finished")).toHaveLength(1);
    await resume(scope, job.id);
    await until(job, "review");
    await expect(pause(scope, job.id)).rejects.toMatchObject({ code: "illegal_transition" });
    await expect(pause(stranger, job.id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("keeps an open question open; an answer meanwhile is kept", async () => {
    script = turns({ toolCalls: [ask] }, deliver());
    const job = await until(await post(), "waiting");
    expect((await pause(scope, job.id)).status).toBe("paused");
    expect((await resume(scope, job.id)).runs).toMatchObject([{ status: "waiting", reason: "question" }]);
    await pause(scope, job.id);
    expect((await postMessage(scope, job.id, { text: "Net" })).status).toBe("paused");
    await resume(scope, job.id);
    await until(job, "review");
  });
});

describe("cancelling in the middle of a model call", () => {
  it("charges what the provider reported until then, and releases the rest", async () => {
    script = turns({ toolCalls: [look] }, { text: "Half a sentence", fail: { hang: true, afterChunks: 4 } });
    const before = await getWallet(scope);
    const job = await post();
    // What the model has said so far is on the page: its provider has reported the input by then.
    const streaming = "select step_no from run_drafts where job_id = $1 and step_no = 2";
    await expect.poll(async () => (await owner.query(streaming, [job.id])).rowCount, PATIENCE).toBe(1);
    await cancelJob(scope, job.id);
    const done = await until(job, "cancelled");
    const { lines } = await getJobUsage(scope, job.id);
    const charged = lines.reduce((sum, { amount }) => sum + parseUsd(amount), 0n);
    expect(new Set(lines.map(({ step }) => step))).toEqual(new Set([1, 2]));
    expect(charged).toBe(parseUsd(done.cost));
    const after = await getWallet(scope);
    expect(parseUsd(before.balance) - parseUsd(after.balance)).toBe(charged);
    expect([done.held, after.held]).toEqual(["0.00", "0.00"]);
    expect((await auditBooks()).filter(({ first }) => first !== null)).toEqual([]);
  });
});

describe("spending", () => {
  it("above an amount, or from a share of the budget on, waits for the client's word", async () => {
    script = turns({ toolCalls: [look] }, { toolCalls: [look] }, deliver());
    const job = await post({ budget: "0.50", askBefore: { stepAbove: "0.01", spentPercent: 1 } });
    const first = await until(job, "waiting");
    expect(first).toMatchObject({ reason: "approval", held: "0.00", cost: "0.00" });
    const [asked] = waitsOf(first);
    expect(asked).toMatchObject({ step: 1, subject: { kind: "spend", spent: "0.00", budget: "0.50" } });
    await expect(decide(scope, job.id, asked?.id ?? "", { decision: "skip" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await decide(scope, job.id, asked?.id ?? "", { decision: "approve" });

    await expect.poll(async () => (await getJob(scope, job.id)).runs[0]?.steps, PATIENCE).toBe(1);
    const second = await until(job, "waiting");
    expect(waitsOf(second)).toMatchObject([{ step: 2, subject: { kind: "spend", spent: second.cost } }]);
    await decide(scope, job.id, waitsOf(second)[0]?.id ?? "", { decision: "approve" });
    const done = await until(job, "review");
    expect(done.runs).toMatchObject([{ steps: 3, status: "delivered" }]);
    expect(done.askBefore).toMatchObject({ spentPercent: null });
    expect((await auditBooks()).filter(({ first }) => first !== null)).toEqual([]);
  });
});
