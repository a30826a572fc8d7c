import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { auditBooks, getJobUsage, getWallet } from "#billing";
import { seedAgency } from "#desk";
import { scopeForCommandLine } from "#identity";
import { type OrgScope, parseUsd, pico } from "#kernel";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../e2e/fixtures/database";
import { instantScript, type ModelServer, type Script, startModelServer } from "../../e2e/fixtures/model-server";
import { buildWorker, type WorkerBuild, type WorkerProcess } from "../../e2e/fixtures/worker";
import { getJob, hire, type JobOrder, type JobView } from ".";
import { jobOrder } from "./schema";

const { owner } = testDatabase();

let script: Script = instantScript(4);
let server: ModelServer;
let build: WorkerBuild;
let scope: OrgScope;
const started: WorkerProcess[] = [];

beforeAll(async () => {
  server = await startModelServer({ script: (request) => script(request) });
  process.env.ANTHROPIC_API_KEY = "test-key";
  process.env.ANTHROPIC_BASE_URL = server.url;
  reloadEnv();
  await seedAgency();
  scope = await scopeForCommandLine("demo");
  build = await buildWorker();
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.end("SIGKILL")));
});

afterAll(async () => {
  await server.close();
  build.remove();
});

async function startWorker(): Promise<WorkerProcess> {
  const worker = build.start();
  started.push(worker);
  await worker.said("at work");
  return worker;
}

const order = (changes: Partial<JobOrder> = {}): JobOrder =>
  jobOrder.parse({ title: "List", brief: "List the files.", agents: ["data-analyst"], budget: "5.00", ...changes });

const until = (jobId: string, done: (job: JobView) => boolean): Promise<JobView> =>
  expect
    .poll(() => getJob(scope, jobId), { timeout: 25_000, interval: 50 })
    .toSatisfy(done)
    .then(() => getJob(scope, jobId));

const ended = (job: JobView): boolean => job.endedAt !== null;

/** Steps of `list_files` and `deliver`; the first call of that turn never gets an answer. */
function scriptThatHangsOnce(steps: number, hangAtTurn: number): Script {
  const work = instantScript(steps);
  let hung = false;
  return (request) => {
    if (hung || request.turn !== hangAtTurn) return work(request);
    hung = true;
    return { fail: { hang: true } };
  };
}

/** What must be true of the money of a job that has ended, whatever happened on the way. */
async function expectExactBill(job: JobView, balanceBefore: string, callsBefore: number) {
  const { lines, credits, waste } = await getJobUsage(scope, job.id);
  const wallet = await getWallet(scope);
  const charged = pico(lines.reduce((sum, { amount }) => sum + parseUsd(amount), 0n));
  expect(credits).toEqual([]);
  expect(charged).toBe(parseUsd(job.cost));
  expect(parseUsd(balanceBefore) - parseUsd(wallet.balance)).toBe(charged);
  expect([job.held, wallet.held]).toEqual(["0.00", "0.00"]);
  expect(waste.every(({ estimated, amount }) => estimated && parseUsd(amount) > 0n)).toBe(true);

  const chargedCalls = new Set(lines.map(({ runId, step, attempt }) => `${runId} ${step} ${attempt}`));
  const steps = new Set(lines.map(({ runId, step }) => `${runId} ${step}`));
  expect(chargedCalls.size).toBe(steps.size);
  expect(steps.size).toBe(job.runs.reduce((sum, run) => sum + run.steps, 0));

  expect((await auditBooks()).filter(({ violations }) => violations > 0)).toEqual([]);
  return { waste, charged: chargedCalls.size, calls: server.callCount() - callsBefore };
}

describe("a worker that dies", () => {
  it("in the middle of a model call costs the client nothing, and the next one finishes", async () => {
    script = scriptThatHangsOnce(4, 2);
    const [{ balance }, calls] = [await getWallet(scope), server.callCount()];
    const first = await startWorker();
    const { job } = await hire(scope, order());
    await expect.poll(() => server.callCount() - calls, { timeout: 10_000 }).toBe(3);
    expect(await first.end("SIGKILL")).toBe(null);

    await startWorker();
    const done = await until(job.id, ended);
    expect(done).toMatchObject({ status: "review", runs: [{ status: "delivered", steps: 5 }] });
    const bill = await expectExactBill(done, balance, calls);
    expect(bill.waste).toMatchObject([{ step: 3, attempt: 1 }]);
    expect(bill).toMatchObject({ charged: 5, calls: 6 });
  });

  it("again and again, at any instant, with runs side by side, loses and doubles nothing", async () => {
    script = instantScript(5, { latencyMs: 60 });
    const [{ balance }, calls] = [await getWallet(scope), server.callCount()];
    const agents = Array.from({ length: 6 }, () => "data-analyst");
    const { job } = await hire(scope, order({ agents, mode: "parallel", budget: "50.00" }));
    const random = seeded(20_260_701);
    for (let death = 0; death < 8; death++) {
      const worker = await startWorker();
      await delay(random() * 700);
      await worker.end("SIGKILL");
    }
    expect((await getJob(scope, job.id)).endedAt).toBe(null);
    await startWorker();
    const done = await until(job.id, ended);
    expect(done.runs.map(({ status, steps }) => `${status} ${steps}`)).toEqual(Array(6).fill("delivered 6"));
    const bill = await expectExactBill(done, balance, calls);
    expect(bill.charged).toBe(36);
    expect(bill.waste.length).toBeGreaterThan(0);
    // A worker may die between its reserve and the call, but never after a charge without one.
    expect(bill.calls).toBeGreaterThanOrEqual(bill.charged);
    expect(bill.calls).toBeLessThanOrEqual(bill.charged + bill.waste.length);
  }, 60_000);
});

describe("a worker that is asked to stop", () => {
  it("hands its seat back within seconds, and the next one loses no settled step", async () => {
    script = scriptThatHangsOnce(4, 2);
    const [{ balance }, calls] = [await getWallet(scope), server.callCount()];
    const first = await startWorker();
    const { job } = await hire(scope, order());
    await expect.poll(() => server.callCount() - calls, { timeout: 10_000 }).toBe(3);
    expect(await first.end("SIGTERM")).toBe(0);
    expect((await getJob(scope, job.id)).runs).toMatchObject([{ status: "queued", steps: 2 }]);
    expect(await seatsTaken()).toBe(0);

    await startWorker();
    const done = await until(job.id, ended);
    expect(done).toMatchObject({ status: "review", runs: [{ status: "delivered", steps: 5 }] });
    const bill = await expectExactBill(done, balance, calls);
    expect(bill).toMatchObject({ charged: 5, calls: 6 });
  });
});

describe("a delivery that the queue lost", () => {
  it("is sent again by the reconciler", async () => {
    script = instantScript(1);
    const [{ balance }, calls] = [await getWallet(scope), server.callCount()];
    const { job } = await hire(scope, order());
    const { rowCount } = await owner.query("delete from bullmq.job where id = $1", [`shift-${job.runs[0]?.id}-1`]);
    expect(rowCount).toBe(1);
    // As if the time to claim it had passed.
    await owner.query("update runs set admitted_at = now() - interval '1 minute' where job_id = $1", [job.id]);
    await startWorker();
    const done = await until(job.id, ended);
    expect(done.runs).toMatchObject([{ status: "delivered", steps: 2 }]);
    expect(await expectExactBill(done, balance, calls)).toMatchObject({ charged: 2, calls: 2, waste: [] });
  });
});

async function seatsTaken(): Promise<number> {
  const { rows } = await owner.query<{ seats: number }>(
    "select count(*)::int as seats from runs where lease_until is not null or worker_id is not null",
  );
  return rows[0]?.seats ?? Number.NaN;
}

/** Numbers from 0 to 1, the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
