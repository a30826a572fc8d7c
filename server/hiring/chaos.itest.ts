import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { answerHealth } from "#api";
import { seedAgency } from "#desk";
import { type EventView, watchJob } from "#events";
import { scopeForCommandLine } from "#identity";
import type { OrgScope } from "#kernel";
import { reloadEnv } from "#platform";
import { readBill } from "../../e2e/fixtures/chaos/bill";
import { type ChaosOrder, runChaos } from "../../e2e/fixtures/chaos/suite";
import { restartableDatabase } from "../../e2e/fixtures/database";
import { instantScript, type ModelServer, type Script, startModelServer } from "../../e2e/fixtures/model-server";
import { buildWorker, type WorkerBuild } from "../../e2e/fixtures/worker";
import { getJob, hire, jobOrder } from ".";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const PATIENCE = { timeout: 60_000, interval: 100 };

const database = restartableDatabase();
let build: WorkerBuild;

beforeAll(async () => {
  build = await buildWorker();
  await seedAgency();
});
afterAll(() => build.remove());

/** One worker, whose models follow a script. */
async function withWorker(script: Script, fn: (model: ModelServer) => Promise<void>): Promise<void> {
  const model = await startModelServer({ script, record: false });
  process.env.ANTHROPIC_API_KEY = "test-key";
  process.env.ANTHROPIC_BASE_URL = model.url;
  reloadEnv();
  const worker = build.start();
  try {
    await worker.said("at work");
    await fn(model);
    // The same process until the end, and in order.
    expect(await worker.end("SIGTERM")).toBe(0);
  } finally {
    await worker.end("SIGKILL");
    await model.close();
  }
}

const ORDER = { title: "List", brief: "List the files.", agents: ["data-analyst"], budget: "5.00" };

/** All that a viewer sees of a job until its run has delivered. */
async function look(scope: OrgScope, jobId: string): Promise<EventView[]> {
  const leaving = new AbortController();
  const seen: EventView[] = [];
  for await (const sighting of watchJob(scope, jobId, 0, leaving.signal)) {
    if (sighting.kind === "event") seen.push(sighting.event);
    if (seen.at(-1)?.type === "job.status" && seen.at(-1)?.data.status === "review") leaving.abort();
  }
  return seen;
}

it("a viewer looks on and a run goes on when PostgreSQL restarts; health says 503 meanwhile", async () => {
  await withWorker(instantScript(6, { latencyMs: 300 }), async (model) => {
    const scope = await scopeForCommandLine("demo");
    const health = async () => (await answerHealth()).status;
    await expect.poll(health, PATIENCE).toBe(200);
    const { job } = await hire(scope, jobOrder.parse(ORDER));
    const looking = look(scope, job.id);
    await expect.poll(() => model.callCount(), PATIENCE).toBeGreaterThan(2);

    await database().restart("fast", async () => expect(await health()).toBe(503));

    await expect.poll(health, PATIENCE).toBe(200);
    const seen = await looking;
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
    const steps = seen.flatMap(({ type, data }) => (type === "step.settled" ? [data.step] : []));
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

it("fifty runs of one job go side by side in one worker", async () => {
  await withWorker(instantScript(3, { latencyMs: 200 }), async () => {
    const scope = await scopeForCommandLine("demo");
    const agents = Array.from({ length: 50 }, () => "data-analyst");
    const { job } = await hire(scope, jobOrder.parse({ ...ORDER, agents, mode: "parallel", budget: "80.00" }));
    const standing = async () => (await getJob(scope, job.id)).runs.map(({ status, steps }) => `${status} ${steps}`);
    await expect.poll(standing, { timeout: 200_000, interval: 250 }).toEqual(Array(50).fill("delivered 4"));
    const { charged, lost } = await readBill(scope, await getJob(scope, job.id));
    expect([charged, lost]).toEqual([200, []]);
  });
});

/** `npm run prove -- chaos`, shortened. */
it("runs end right and are paid once, whatever dies, restarts and fails meanwhile", async () => {
  const order: ChaosOrder = {
    ...{ runs: 12, steps: 5, workers: 2, seed: 4, latencyMs: 50 },
    ...{ kills: { times: 3 }, restarts: ["immediate"], failing: 0.1, patienceMs: 240_000 },
    program: build.program,
  };
  const report = await runChaos(database(), order);
  expect(report).toMatchObject({ kills: 3, restarts: 1, charged: 60, entries: 12 });
  expect(report.failedCalls).toBeGreaterThan(0);
});
