import { afterAll, beforeAll, expect, it } from "vitest";
import { auditBooks, getJobUsage, getWallet } from "#billing";
import { seedAgency } from "#desk";
import { listEvents } from "#events";
import { scopeForCommandLine } from "#identity";
import { addPico, type OrgScope, parseUsd, ZERO } from "#kernel";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../e2e/fixtures/database";
import { analystScript, type ModelServer, type Script, startModelServer } from "../../e2e/fixtures/model-server";
import { getJob, hire, type JobView, startWorker, type Worker } from ".";
import { jobOrder } from "./schema";

testDatabase();

const work = analystScript();
let script: Script = work;
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

async function runToItsEnd(): Promise<JobView> {
  const order = jobOrder.parse({ title: "Count", brief: "How many rows?", agents: ["data-analyst"], budget: "5.00" });
  const { job } = await hire(scope, order);
  await expect
    .poll(async () => (await getJob(scope, job.id)).endedAt, { timeout: 20_000, interval: 50 })
    .not.toBe(null);
  return getJob(scope, job.id);
}

const total = (amounts: readonly { readonly amount: string }[]) =>
  addPico(ZERO, ...amounts.map(({ amount }) => parseUsd(amount)));

const broken = async () => (await auditBooks()).filter(({ first }) => first !== null);

it("a provider that gives out in the middle of a run costs the client nothing", async () => {
  const before = await getWallet(scope);
  script = (request) => (request.turn < 2 ? work(request) : { fail: { status: 401 } });
  const job = await runToItsEnd();
  expect(job).toMatchObject({ status: "failed", runs: [{ status: "failed", steps: 2, cost: "0.00" }] });
  const usage = await getJobUsage(scope, job.id);
  expect(total(usage.lines)).toBeGreaterThan(0n);
  expect(total(usage.credits)).toBe(total(usage.lines));
  expect(usage.credits[0]?.reason).toContain("The run failed: ");
  expect((await getWallet(scope)).balance).toBe(before.balance);
  const events = await listEvents(scope, job.id, { after: 0, limit: 100 });
  const failed = events.find(({ type }) => type === "run.failed");
  expect(failed?.data).toMatchObject({ cost: "0.00" });
  expect(parseUsd(String(failed?.data.credited))).toBe(total(usage.lines));
  expect(await broken()).toEqual([]);
});

it("a model that declines the task is paid for its work", async () => {
  script = (request) => (request.turn < 2 ? work(request) : { text: "I will not.", finish: "refusal" });
  const job = await runToItsEnd();
  expect(job).toMatchObject({ status: "failed", runs: [{ status: "failed", steps: 3 }] });
  const usage = await getJobUsage(scope, job.id);
  expect(usage.credits).toEqual([]);
  expect(parseUsd(job.runs[0]?.cost ?? "")).toBe(total(usage.lines));
  expect(await broken()).toEqual([]);
});
