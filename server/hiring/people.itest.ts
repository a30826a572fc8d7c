import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { getWallet } from "#billing";
import type { OrgScope } from "#kernel";
import { listNotifications } from "#notices";
import type { Tool } from "#runtime";
import { cancelJob, decide, getJob, type JobOrder, type JobView, postMessage } from ".";
import { agencyAtWork, findings, PATIENCE, registerStranger } from "./testing/agency-at-work";
import { deliver, gate, turns } from "./testing/replies";

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

const agency = agencyAtWork({ moreTools: [sendMail] });
let stranger: OrgScope;

beforeAll(async () => {
  stranger = await registerStranger();
});
beforeEach(() => void sent.splice(0));

const post = (changes: Partial<JobOrder> = {}) => agency.post({ brief: "Add it up.", ...changes });
const ask = { name: "ask_client", args: { question: "Net or gross?", options: ["Net", "Gross", "Net"] } };
const look = { name: "list_files", args: {} };
const mail = { name: "mcp__mail__send", args: { to: "ann@example.com" } };
const waitsOf = (job: JobView) => job.runs.flatMap((run) => run.waits);
/** What the model was sent last, as text. */
const lastSent = () => JSON.stringify(agency.models.requests.at(-1)?.body);

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

describe("a question", () => {
  it("waits without a seat or money, tells the client, and its answer is the call's result", async () => {
    agency.follow(turns({ text: "One thing.", toolCalls: [ask, look] }, deliver()));
    const job = await agency.until(await post(), "waiting");
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
    expect((await getWallet(agency.scope)).held).toBe("0.00");
    const seats = await agency.owner.query("select lease_until, worker_id, admitted_at from runs where job_id = $1", [
      job.id,
    ]);
    expect(seats.rows).toEqual([{ lease_until: null, worker_id: null, admitted_at: null }]);
    // The other call of the step ran before.
    expect((await agency.eventsOf(job)).filter(({ type }) => type === "tool.finished")).toMatchObject([
      { data: { name: "list_files" } },
    ]);
    const { notifications } = await listNotifications(agency.scope, { limit: 10 });
    expect(notifications[0]).toMatchObject({ kind: "run.question", href: `/jobs/${job.id}` });
    expect(notifications[0]?.body).toContain("Net or gross?");

    await postMessage(agency.scope, job.id, { text: "Gross, please" });
    const done = await agency.until(job, "review");
    expect(done.runs).toMatchObject([{ status: "delivered", steps: 2, waits: [] }]);
    expect(lastSent()).toContain("Gross, please");
    expect(await findings()).toEqual([]);
  });

  it("is answered once, by its own organization, while the run goes on", async () => {
    agency.follow(turns({ toolCalls: [ask] }, deliver()));
    const job = await agency.until(await post(), "waiting");
    const questionId = waitsOf(job)[0]?.id ?? "";
    await expect(postMessage(stranger, job.id, { text: "Net", questionId })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(decide(agency.scope, job.id, questionId, { decision: "approve" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    const both = await Promise.allSettled([
      postMessage(agency.scope, job.id, { text: "Net", questionId }),
      postMessage(agency.scope, job.id, { text: "Gross", questionId }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
    await agency.until(job, "review");

    const other = await agency.until(await post(), "waiting");
    await cancelJob(agency.scope, other.id);
    await expect(
      postMessage(agency.scope, other.id, { text: "Net", questionId: waitsOf(other)[0]?.id ?? "" }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("is not worth a delivery in the same step", async () => {
    const impatient = { toolCalls: [ask, { name: "deliver", args: { summary: "Guessed.", files: [] } }] };
    agency.follow(turns(impatient, deliver("As you said.")));
    const job = await agency.until(await post(), "waiting");
    await postMessage(agency.scope, job.id, { text: "Net" });
    await agency.until(job, "review");
    expect(lastSent()).toContain("you asked the client in the same step");
  });

  it("without a question is the model's mistake", async () => {
    agency.follow(turns({ toolCalls: [{ name: "ask_client", args: { question: " " } }] }, deliver()));
    await agency.until(await post(), "review");
    expect(lastSent()).toContain("The arguments of ask_client are not right");
  });
});

describe("a call that needs an approval", () => {
  it("shows itself word for word, and is made once it is allowed", async () => {
    agency.follow(turns({ toolCalls: [mail] }, deliver()));
    const job = await agency.until(await post(), "waiting");
    expect(job.reason).toBe("approval");
    const [wait] = waitsOf(job);
    expect(wait?.subject).toEqual({ kind: "permission", tool: "mcp__mail__send", args: { to: "ann@example.com" } });
    expect(sent).toEqual([]);
    await expect(decide(agency.scope, job.id, wait?.id ?? "", { decision: "done" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await decide(agency.scope, job.id, wait?.id ?? "", { decision: "approve" });
    await agency.until(job, "review");
    expect(sent).toEqual([{ to: "ann@example.com" }]);
  });

  it("is not made when it is not, and the agent is told why", async () => {
    agency.follow(turns({ toolCalls: [mail] }, deliver()));
    const job = await agency.until(await post(), "waiting");
    await decide(agency.scope, job.id, waitsOf(job)[0]?.id ?? "", { decision: "skip", note: "She has left." });
    await agency.until(job, "review");
    expect(sent).toEqual([]);
    expect(lastSent()).toContain("The client did not allow this call. The client's note: She has left.");
  });

  it("waits beside a question until both are met", async () => {
    agency.follow(turns({ toolCalls: [mail, ask] }, deliver()));
    const job = await agency.until(await post(), "waiting");
    expect(job.reason).toBe("question");
    await postMessage(agency.scope, job.id, { text: "Net" });
    const between = await getJob(agency.scope, job.id);
    expect(between).toMatchObject({ status: "waiting", reason: "approval", runs: [{ reason: "approval" }] });
    await decide(agency.scope, job.id, waitsOf(between)[0]?.id ?? "", { decision: "approve" });
    await agency.until(job, "review");
    expect(sent).toHaveLength(1);
  });
});

describe("a message", () => {
  it("is a user turn from the next step on, the same in every later call, and stands before that step's answer", async () => {
    const reached = gate();
    const posted = gate();
    agency.follow(({ turn }) => {
      if (turn === 0) {
        reached.open();
        return { text: "First.", toolCalls: [look], after: posted.passed };
      }
      return turn < 3 ? { text: `Turn ${turn}.`, toolCalls: [look] } : deliver();
    });
    const job = await post();
    await reached.passed;
    await postMessage(agency.scope, job.id, { text: "In euros, please." });
    posted.open();
    await agency.until(job, "review");
    const asked = agency.models.requests.slice(-3).map(({ body }) => rolesOf(body));
    expect(asked[0]).toEqual(["user: Add it up.", "assistant", "user: tool, In euros, please."]);
    for (const conversation of asked) expect(conversation.slice(0, 3)).toEqual(asked[0]);
    const news = (await agency.eventsOf(job)).filter(({ type }) => type.startsWith("message."));
    expect(news).toMatchObject([
      { type: "message.posted", data: { text: "In euros, please." } },
      { type: "message.read", data: { step: 2 } },
    ]);
  });

  it("that comes with the delivery is read first", async () => {
    const reached = gate();
    const posted = gate();
    agency.follow(({ turn }) => {
      if (turn > 0) return deliver("With cents.");
      reached.open();
      return { ...deliver("Without cents."), after: posted.passed };
    });
    const job = await post();
    await reached.passed;
    await postMessage(agency.scope, job.id, { text: "With cents, please.", runId: job.runs[0]?.id });
    posted.open();
    const done = await agency.until(job, "review");
    expect(done.runs).toMatchObject([{ status: "delivered", steps: 2 }]);
    expect(lastSent()).toContain("the client has written to you meanwhile");
    await expect(postMessage(agency.scope, job.id, { text: "Thanks" })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a wish to cancel that comes while the next step is refused", () => {
  it("ends the run, which would wait for money that nobody is going to give", async () => {
    const reached = gate();
    const cancelled = gate();
    agency.follow(({ turn }) => {
      if (turn === 0) reached.open();
      return { toolCalls: [look], after: cancelled.passed, usage: { output_tokens: 8_000 } };
    });
    const job = await post();
    await reached.passed;
    // Enough for this call, and for no other.
    await agency.owner.query(`update caps set "limit" = held where kind = 'job' and subject_id = $1`, [job.id]);
    // The wish is written down; the word of it is still on its way to the worker.
    const wish = "update runs set cancel_requested_at = now(), cancel_requested_by = 'Ann' where job_id = $1";
    await agency.owner.query(wish, [job.id]);
    cancelled.open();
    const done = await agency.until(job, "cancelled");
    expect(done).toMatchObject({ held: "0.00", runs: [{ status: "cancelled", steps: 1, reason: null }] });
    expect((await agency.eventsOf(job)).slice(-2)).toMatchObject([
      { type: "run.cancelled", data: { by: "Ann" } },
      { type: "job.status", data: { status: "cancelled" } },
    ]);
  });
});

describe("spending", () => {
  it("above an amount, or from a share of the budget on, waits for the client's word", async () => {
    agency.follow(turns({ toolCalls: [look] }, { toolCalls: [look] }, deliver()));
    const job = await post({ budget: "0.50", askBefore: { stepAbove: "0.01", spentPercent: 1 } });
    const first = await agency.until(job, "waiting");
    expect(first).toMatchObject({ reason: "approval", held: "0.00", cost: "0.00" });
    const [asked] = waitsOf(first);
    expect(asked).toMatchObject({ step: 1, subject: { kind: "spend", spent: "0.00", budget: "0.50" } });
    await expect(decide(agency.scope, job.id, asked?.id ?? "", { decision: "skip" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await decide(agency.scope, job.id, asked?.id ?? "", { decision: "approve" });

    await expect.poll(async () => (await getJob(agency.scope, job.id)).runs[0]?.steps, PATIENCE).toBe(1);
    const second = await agency.until(job, "waiting");
    expect(waitsOf(second)).toMatchObject([{ step: 2, subject: { kind: "spend", spent: second.cost } }]);
    await decide(agency.scope, job.id, waitsOf(second)[0]?.id ?? "", { decision: "approve" });
    const done = await agency.until(job, "review");
    expect(done.runs).toMatchObject([{ steps: 3, status: "delivered" }]);
    expect(done.askBefore).toMatchObject({ spentPercent: null });
    expect(await findings()).toEqual([]);
  });
});
