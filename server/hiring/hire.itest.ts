import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getJobUsage, getWallet } from "#billing";
import { seedAgency } from "#desk";
import { listEvents, writeDraft } from "#events";
import { scopeForCommandLine } from "#identity";
import { NotFound, type OrgScope, parseUsd, pico } from "#kernel";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../e2e/fixtures/database";
import { analystScript, type ModelServer, type Script, startModelServer } from "../../e2e/fixtures/model-server";
import {
  cancelRun,
  getJob,
  hire,
  type JobOrder,
  type JobView,
  listDeliverables,
  openFile,
  startWorker,
  uploadFile,
  type Worker,
} from ".";
import { jobOrder } from "./schema";

const database = testDatabase();

let script: Script = analystScript();
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

const order = (changes: Partial<JobOrder> = {}): JobOrder =>
  jobOrder.parse({ title: "Count", brief: "How many rows?", agents: ["data-analyst"], budget: "5.00", ...changes });

async function until(jobId: string, done: (job: JobView) => boolean): Promise<JobView> {
  return expect
    .poll(() => getJob(scope, jobId), { timeout: 20_000, interval: 50 })
    .toSatisfy(done)
    .then(() => getJob(scope, jobId));
}

const ended = (job: JobView): boolean => job.endedAt !== null;

const sum = (amounts: readonly { readonly amount: string }[]) =>
  pico(amounts.reduce((total, { amount }) => total + parseUsd(amount), 0n));

const upload = (name: string, text: string) => uploadFile(scope, { name, content: Readable.from([Buffer.from(text)]) });

describe("a hire on the Anthropic wire", () => {
  it("delivers, and the bill is exact to the call", async () => {
    script = analystScript();
    const before = parseUsd((await getWallet(scope)).balance);
    const file = await upload("fares.csv", "class,fare\nfirst,80\nthird,8\n");
    const { job } = await hire(scope, order({ fileIds: [file.id] }));
    const done = await until(job.id, ended);
    expect(done).toMatchObject({ status: "review", held: "0.00", runs: [{ status: "delivered", steps: 4 }] });

    const [deliverable] = await listDeliverables(scope, job.id);
    const report = deliverable?.files.find((one) => one.name === "report.md");
    expect(report).toBeDefined();
    const { content } = await openFile(scope, report?.id ?? "");
    expect(Buffer.concat(await content.toArray()).toString()).toContain("2");

    const usage = await getJobUsage(scope, job.id);
    expect(usage.waste).toEqual([]);
    expect(sum(usage.lines)).toBe(parseUsd(done.cost));
    expect(before - parseUsd((await getWallet(scope)).balance)).toBe(parseUsd(done.cost));
    expect(new Set(usage.lines.map((line) => line.step)).size).toBe(4);
  });

  it("numbers its events without a gap", async () => {
    const { job } = await hire(scope, order());
    const done = await until(job.id, ended);
    const events = await listEvents(scope, job.id, { after: 0, limit: 1000 });
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: done.lastSeq }, (_, index) => index + 1));
    expect(events.filter((event) => event.type === "step.settled")).toHaveLength(4);
  });

  it("drops a draft that comes after its step has settled", async () => {
    const { job } = await hire(scope, order());
    const done = await until(job.id, ended);
    const runId = done.runs[0]?.id ?? "";
    await writeDraft(scope, job.id, { runId, step: 2, text: "late" });
    const { rows } = await database.owner.query("select * from run_drafts where run_id = $1", [runId]);
    expect(rows).toEqual([]);
  });

  it("sends the brief word for word, and makes one call a step", async () => {
    const brief = `Zähle die Zeilen <script>alert(1)</script> ${"x".repeat(1_000)}`;
    server.requests.length = 0;
    const { job } = await hire(scope, order({ brief }));
    await until(job.id, ended);
    expect(server.requests).toHaveLength(4);
    expect(JSON.stringify(server.requests[0]?.body)).toContain(JSON.stringify(brief).slice(1, -1));
  });

  it("works side by side, and a double click hires once", async () => {
    const many = order({ agents: ["data-analyst", "data-analyst", "data-analyst"], mode: "parallel" });
    const [first, second] = await Promise.all([
      hire(scope, many, { idempotencyKey: "click" }),
      hire(scope, many, { idempotencyKey: "click" }),
    ]);
    expect(second.job.id).toBe(first.job.id);
    expect([first.replayed, second.replayed].sort()).toEqual([false, true]);
    const done = await until(first.job.id, ended);
    expect(done.runs.map((run) => run.status)).toEqual(["delivered", "delivered", "delivered"]);
    await expect(hire(scope, order(), { idempotencyKey: "click" })).rejects.toMatchObject({ code: "conflict" });
  });

  it("retries what may pass, charges none of it, and tells the client", async () => {
    let failures = 0;
    const good = analystScript();
    script = (request) => (failures++ < 2 ? { fail: { status: 529 } } : good(request));
    const { job } = await hire(scope, order());
    const done = await until(job.id, ended);
    expect(done.status).toBe("review");
    const events = await listEvents(scope, job.id, { after: 0, limit: 1000 });
    expect(events.filter((event) => event.type === "attempt.failed")).toHaveLength(2);
    const usage = await getJobUsage(scope, job.id);
    expect(sum(usage.lines)).toBe(parseUsd(done.cost));
    expect(usage.lines.filter((line) => line.step === 1).every((line) => line.attempt === 3)).toBe(true);
  });

  it("fails with the reason when the key is refused, and charges nothing", async () => {
    script = () => ({ fail: { status: 401 } });
    const { job } = await hire(scope, order());
    const done = await until(job.id, ended);
    expect(done).toMatchObject({ status: "failed", cost: "0.00", held: "0.00" });
    expect(done.runs[0]?.reason).toMatch(/401|key/i);
  });

  it("lets a model correct itself after a tool that does not exist", async () => {
    const good = analystScript();
    script = (request) =>
      request.turn === 0 ? { toolCalls: [{ name: "rm_rf", args: {} }] } : good({ ...request, turn: request.turn - 1 });
    const { job } = await hire(scope, order());
    expect((await until(job.id, ended)).status).toBe("review");
  });

  it("cancels one run in the middle of a call while the others go on", async () => {
    const good = analystScript();
    let hanging = 0;
    script = (request) => (request.turn === 0 && hanging++ === 0 ? { fail: { hang: true } } : good(request));
    const { job } = await hire(scope, order({ agents: ["data-analyst", "data-analyst"], mode: "parallel" }));
    const held = await until(
      job.id,
      (view) => view.runs.some((run) => run.status === "delivered") && view.held !== "0.00",
    );
    const stuck = held.runs.find((run) => run.status === "working");
    await cancelRun(scope, job.id, stuck?.id ?? "");
    const done = await until(job.id, ended);
    expect(done.status).toBe("review");
    expect(done.held).toBe("0.00");
    expect(done.runs.map((run) => run.status).sort()).toEqual(["cancelled", "delivered"]);
    const events = await listEvents(scope, job.id, { after: 0, limit: 1000 });
    const told = events.filter(({ type }) => type === "run.cancelling" || type === "run.cancelled");
    const by = scope.actor.label;
    expect(told).toMatchObject([
      { type: "run.cancelling", runId: stuck?.id, data: { by } },
      { type: "run.cancelled", runId: stuck?.id, data: { by } },
    ]);
  });

  it("waits for money when the budget is used up, and never passes it", async () => {
    script = () => ({
      toolCalls: [{ name: "list_files", args: {} }],
      usage: { input_tokens: 10_000, output_tokens: 4_000 },
    });
    const { job } = await hire(scope, order({ budget: "0.20" }));
    const waiting = await until(job.id, (view) => view.status === "waiting");
    expect(waiting.reason).toBe("budget");
    expect(parseUsd(waiting.cost)).toBeLessThanOrEqual(parseUsd("0.20"));
    expect(waiting.held).toBe("0.00");
    await cancelRun(scope, job.id, waiting.runs[0]?.id ?? "");
    expect((await getJob(scope, job.id)).status).toBe("cancelled");
  });

  it("refuses what cannot be hired, and leaves nothing behind", async () => {
    await expect(hire(scope, order({ agents: ["nobody"] }))).rejects.toMatchObject({ details: { field: "agents" } });
    await expect(hire(scope, order({ agents: ["trainee", "translator"] }))).rejects.toMatchObject({
      details: { field: "mode" },
    });
    for (const budget of ["-1", "NaN", "0.0000001", "0", "1e3"]) {
      await expect(hire(scope, order({ budget }))).rejects.toMatchObject({
        code: "invalid_input",
        details: { field: "budget" },
      });
    }
    await expect(getJob(scope, "0198c0de-0000-7000-8000-000000000000")).rejects.toBeInstanceOf(NotFound);
    const { rows } = await database.owner.query(
      "select count(*)::int as caps from caps c left join jobs j on j.id = c.subject_id where j.id is null",
    );
    expect(rows[0]).toEqual({ caps: 0 });
  });

  it("keeps a file under its bare name, and refuses what is no table", async () => {
    expect((await upload("../../etc/passwd.csv", "a\n1\n")).name).toBe("passwd.csv");
    await expect(upload("empty.csv", "")).rejects.toMatchObject({ code: "unsupported_media" });
    await expect(upload("photo.csv", "\u0000\u0001PNG")).rejects.toMatchObject({ code: "unsupported_media" });
  });
});
