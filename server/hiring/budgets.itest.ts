import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { archiveProject, createProject, listBudgets, removeBudget, setBudget } from "#billing";
import { seedAgency } from "#desk";
import { listEvents } from "#events";
import { createApiKey, scopeForApiKey, scopeForCommandLine } from "#identity";
import { type OrgScope, parseUsd } from "#kernel";
import { createWebhook, listNotifications } from "#notices";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../e2e/fixtures/database";
import { analystScript, type ModelServer, startModelServer } from "../../e2e/fixtures/model-server";
import { startWebhookServer, type WebhookServer } from "../notices/testing/receivers";
import { getJob, hire, type JobOrder, type JobView, quoteJob, raiseBudget, startWorker, type Worker } from ".";
import { jobOrder } from "./schema";

const { owner } = testDatabase();

let server: ModelServer;
let receiver: WebhookServer;
let worker: Worker;
let scope: OrgScope;

beforeAll(async () => {
  server = await startModelServer({ script: analystScript() });
  receiver = await startWebhookServer();
  process.env.ANTHROPIC_API_KEY = "test-key";
  process.env.ANTHROPIC_BASE_URL = server.url;
  reloadEnv();
  await seedAgency();
  scope = await scopeForCommandLine("demo");
  worker = await startWorker();
});

afterAll(async () => {
  await worker.drain();
  await receiver.close();
  await server.close();
});

const order = (changes: Partial<JobOrder> = {}): JobOrder =>
  jobOrder.parse({ title: "Count", brief: "How many rows?", agents: ["data-analyst"], budget: "5.00", ...changes });

/** Below what a first step holds, and above what a whole job costs: about $0.05 and $0.02 on this model. */
const TOO_SMALL = "0.001";

async function until(jobId: string, done: (job: JobView) => boolean): Promise<JobView> {
  return expect
    .poll(() => getJob(scope, jobId), { timeout: 20_000, interval: 50 })
    .toSatisfy(done)
    .then(() => getJob(scope, jobId));
}

const delivered = (job: JobView): boolean => job.runs.every((run) => run.status === "delivered");
const waiting = (job: JobView): boolean => job.runs.every((run) => run.status === "waiting" && run.reason === "budget");

const messageOf = async (jobId: string) => {
  const events = await listEvents(scope, jobId, { after: 0, limit: 100 });
  return events.findLast((event) => event.type === "run.waiting")?.data.message;
};

const setMonth = (limit: string, alertPercents: number[] = []) =>
  setBudget(scope, { kind: "organization_month", limit, alertPercents });

it("a run waits for the month's budget, and goes on by itself once it is raised", async () => {
  await setMonth(TOO_SMALL);
  const { job } = await hire(scope, order());
  await until(job.id, waiting);
  expect(await messageOf(job.id)).toMatch(/of this month's budget/);
  const budget = await setMonth("50.00");
  const done = await until(job.id, delivered);
  const [after] = await listBudgets(scope);
  expect(after?.spent).toBe(done.cost);
  await removeBudget(scope, budget.id);
});

it("a new month is a new start", async () => {
  const before = await setMonth("50.00");
  const spent = before.spent;
  await setMonth(spent);
  const { job } = await hire(scope, order());
  await until(job.id, waiting);
  // What was spent until now was last month; the new month has the same budget, which is enough.
  await owner.query("update budgets set \"limit\" = 50000000000000 where kind = 'organization_month'");
  await owner.query("update caps set period = '2001-01-01' where kind = 'organization_month'");
  const done = await until(job.id, delivered);
  expect((await listBudgets(scope))[0]?.spent).toBe(done.cost);
  await removeBudget(scope, before.id);
});

it("a job goes on by itself once its own budget is raised, and its viewers are told", async () => {
  const { job } = await hire(scope, order());
  await until(job.id, delivered);
  await expect(raiseBudget(scope, job.id, "9.00")).rejects.toThrow(/has ended/);

  // The smallest budget that covers a first step: the second asks for more.
  const small = await smallestBudget();
  const { job: poor } = await hire(scope, order({ budget: small }));
  await until(poor.id, waiting);
  await expect(raiseBudget(scope, poor.id, "0.000001")).rejects.toThrow(/The budget is/);
  expect(await raiseBudget(scope, poor.id, small)).toMatchObject({ budget: small });
  expect(await raiseBudget(scope, poor.id, "5.00")).toMatchObject({ budget: "5.00" });
  await until(poor.id, delivered);
  const events = await listEvents(scope, poor.id, { after: 0, limit: 100 });
  expect(events.filter(({ type }) => type === "job.budget")).toMatchObject([{ data: { budget: "5.00" } }]);
});

async function smallestBudget(): Promise<string> {
  try {
    await hire(scope, order({ budget: "0.000001" }));
  } catch (error) {
    const needed = /at least \$(\d+\.\d+)/.exec(String(error))?.[1];
    if (needed) return needed;
  }
  throw new Error("a millionth of a dollar was enough");
}

it("each run has a cap of its own when the order says so", async () => {
  const runBudget = await smallestBudget();
  const quote = await quoteJob(scope, order({ agents: ["data-analyst", "data-analyst"], mode: "parallel", runBudget }));
  expect(parseUsd(quote.notToExceed)).toBe(2n * parseUsd(runBudget));
  const { job } = await hire(scope, order({ agents: ["data-analyst", "data-analyst"], mode: "parallel", runBudget }));
  expect(job).toMatchObject({ runBudget, budget: "5.00" });
  await until(job.id, waiting);
  expect(await messageOf(job.id)).toMatch(/of what one run of this job may cost/);
  for (const run of (await getJob(scope, job.id)).runs) {
    expect(parseUsd(run.cost)).toBeLessThanOrEqual(parseUsd(runBudget));
  }
});

it("jobs of a project and of an API key stay under their budgets, and others do not mind", async () => {
  const project = await createProject(scope, { name: "Research" });
  const key = await createApiKey(scope, { name: "Nightly", role: "member" });
  const alertPercents: number[] = [];
  await setBudget(scope, { kind: "project", subjectId: project.id, limit: TOO_SMALL, alertPercents });
  await setBudget(scope, { kind: "api_key", subjectId: key.id, limit: TOO_SMALL, alertPercents });
  const ofProject = await hire(scope, order({ projectId: project.id }));
  const ofKey = await hire(await scopeForApiKey(key.secret), order());
  const ofNone = await hire(scope, order());
  expect(ofProject.job).toMatchObject({ project: { name: "Research" } });
  await until(ofNone.job.id, delivered);
  await until(ofProject.job.id, waiting);
  expect(await messageOf(ofProject.job.id)).toMatch(/of the project's budget/);
  await until(ofKey.job.id, waiting);
  expect(await messageOf(ofKey.job.id)).toMatch(/of the API key/);

  await setBudget(scope, { kind: "project", subjectId: project.id, limit: "5.00", alertPercents });
  const { cost } = await until(ofProject.job.id, delivered);
  expect((await listBudgets(scope)).find(({ kind }) => kind === "project")?.spent).toBe(cost);
  expect((await getJob(scope, ofKey.job.id)).status).toBe("waiting");

  await archiveProject(scope, project.id);
  await expect(hire(scope, order({ projectId: project.id }))).rejects.toThrow(/archived/);
  await expect(hire(scope, order({ projectId: scope.orgId }))).rejects.toThrow(/no project/);
});

it("a budget's alert arrives in the app and at the webhook, once", async () => {
  const { secret } = await createWebhook(scope, { url: receiver.url });
  const project = await createProject(scope, { name: "Watched" });
  await setBudget(scope, { kind: "project", subjectId: project.id, limit: "5.00", alertPercents: [] });
  const { job } = await hire(scope, order({ projectId: project.id }));
  const { cost } = await until(job.id, delivered);
  await setBudget(scope, { kind: "project", subjectId: project.id, limit: cost, alertPercents: [50, 100] });
  await expect.poll(() => receiver.received.length, { timeout: 20_000, interval: 50 }).toBe(1);
  const { notifications } = await listNotifications(scope, { limit: 10 });
  expect(notifications).toMatchObject([
    { kind: "budget.alert", subject: "The budget of the project “Watched” is used up" },
  ]);
  const [event] = receiver.received;
  if (!event) throw new Error("no event");
  const { headers, body } = event;
  expect(JSON.parse(body)).toMatchObject({ type: "budget.alert", data: { percent: 100, spent: cost, limit: cost } });
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
});
