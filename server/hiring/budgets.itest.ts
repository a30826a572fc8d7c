import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { archiveProject, createProject, listBudgets, removeBudget, setBudget } from "#billing";
import { createApiKey, scopeForApiKey } from "#identity";
import { parseUsd } from "#kernel";
import { createWebhook, listNotifications } from "#notices";
import { analystScript } from "../../e2e/fixtures/model-server";
import { startWebhookServer, type WebhookServer } from "../notices/testing/receivers";
import { getJob, hire, type JobView, quoteJob, raiseBudget } from ".";
import { agencyAtWork, orderOf } from "./testing/agency-at-work";

const agency = agencyAtWork({ script: analystScript() });
let receiver: WebhookServer;

beforeAll(async () => {
  receiver = await startWebhookServer();
});
afterAll(() => receiver.close());

/** Below what a first step holds, and above what a whole job costs: about $0.05 and $0.02 on this model. */
const TOO_SMALL = "0.001";

const delivered = (job: JobView): boolean => job.runs.every((run) => run.status === "delivered");
const waiting = (job: JobView): boolean => job.runs.every((run) => run.status === "waiting" && run.reason === "budget");

const messageOf = async (job: JobView) =>
  (await agency.eventsOf(job)).findLast((event) => event.type === "run.waiting")?.data.message;

const setMonth = (limit: string, alertPercents: number[] = []) =>
  setBudget(agency.scope, { kind: "organization_month", limit, alertPercents });

it("a run waits for the month's budget, and goes on by itself once it is raised", async () => {
  await setMonth(TOO_SMALL);
  const job = await agency.post();
  await agency.until(job, waiting);
  expect(await messageOf(job)).toMatch(/of this month's budget/);
  const budget = await setMonth("50.00");
  const done = await agency.until(job, delivered);
  const [after] = await listBudgets(agency.scope);
  expect(after?.spent).toBe(done.cost);
  await removeBudget(agency.scope, budget.id);
});

it("a new month is a new start", async () => {
  const before = await setMonth("50.00");
  const spent = before.spent;
  await setMonth(spent);
  const job = await agency.post();
  await agency.until(job, waiting);
  // What was spent until now was last month; the new month has the same budget, which is enough.
  await agency.owner.query("update budgets set \"limit\" = 50000000000000 where kind = 'organization_month'");
  await agency.owner.query("update caps set period = '2001-01-01' where kind = 'organization_month'");
  const done = await agency.until(job, delivered);
  expect((await listBudgets(agency.scope))[0]?.spent).toBe(done.cost);
  await removeBudget(agency.scope, before.id);
});

it("a job goes on by itself once its own budget is raised, and its viewers are told", async () => {
  const job = await agency.post();
  await agency.until(job, delivered);
  await expect(raiseBudget(agency.scope, job.id, "9.00")).rejects.toThrow(/has ended/);

  // The smallest budget that covers a first step: the second asks for more.
  const small = await smallestBudget();
  const poor = await agency.post({ budget: small });
  await agency.until(poor, waiting);
  await expect(raiseBudget(agency.scope, poor.id, "0.000001")).rejects.toThrow(/The budget is/);
  expect(await raiseBudget(agency.scope, poor.id, small)).toMatchObject({ budget: small });
  expect(await raiseBudget(agency.scope, poor.id, "5.00")).toMatchObject({ budget: "5.00" });
  await agency.until(poor, delivered);
  const events = await agency.eventsOf(poor);
  expect(events.filter(({ type }) => type === "job.budget")).toMatchObject([{ data: { budget: "5.00" } }]);
});

async function smallestBudget(): Promise<string> {
  try {
    await hire(agency.scope, orderOf({ budget: "0.000001" }));
  } catch (error) {
    const needed = /at least \$(\d+\.\d+)/.exec(String(error))?.[1];
    if (needed) return needed;
  }
  throw new Error("a millionth of a dollar was enough");
}

it("each run has a cap of its own when the order says so", async () => {
  const runBudget = await smallestBudget();
  const quote = await quoteJob(
    agency.scope,
    orderOf({ agents: ["data-analyst", "data-analyst"], mode: "parallel", runBudget }),
  );
  expect(parseUsd(quote.notToExceed)).toBe(2n * parseUsd(runBudget));
  const job = await agency.post({ agents: ["data-analyst", "data-analyst"], mode: "parallel", runBudget });
  expect(job).toMatchObject({ runBudget, budget: "5.00" });
  await agency.until(job, waiting);
  expect(await messageOf(job)).toMatch(/of what one run of this job may cost/);
  for (const run of (await getJob(agency.scope, job.id)).runs) {
    expect(parseUsd(run.cost)).toBeLessThanOrEqual(parseUsd(runBudget));
  }
});

it("jobs of a project and of an API key stay under their budgets, and others do not mind", async () => {
  const project = await createProject(agency.scope, { name: "Research" });
  const key = await createApiKey(agency.scope, { name: "Nightly", role: "member" });
  const alertPercents: number[] = [];
  await setBudget(agency.scope, { kind: "project", subjectId: project.id, limit: TOO_SMALL, alertPercents });
  await setBudget(agency.scope, { kind: "api_key", subjectId: key.id, limit: TOO_SMALL, alertPercents });
  const ofProject = await hire(agency.scope, orderOf({ projectId: project.id }));
  const ofKey = await hire(await scopeForApiKey(key.secret), orderOf());
  const ofNone = await hire(agency.scope, orderOf());
  expect(ofProject.job).toMatchObject({ project: { name: "Research" } });
  await agency.until(ofNone.job, delivered);
  await agency.until(ofProject.job, waiting);
  expect(await messageOf(ofProject.job)).toMatch(/of the project's budget/);
  await agency.until(ofKey.job, waiting);
  expect(await messageOf(ofKey.job)).toMatch(/of the API key/);

  await setBudget(agency.scope, { kind: "project", subjectId: project.id, limit: "5.00", alertPercents });
  const { cost } = await agency.until(ofProject.job, delivered);
  expect((await listBudgets(agency.scope)).find(({ kind }) => kind === "project")?.spent).toBe(cost);
  expect((await getJob(agency.scope, ofKey.job.id)).status).toBe("waiting");

  await archiveProject(agency.scope, project.id);
  await expect(hire(agency.scope, orderOf({ projectId: project.id }))).rejects.toThrow(/archived/);
  await expect(hire(agency.scope, orderOf({ projectId: agency.scope.orgId }))).rejects.toThrow(/no project/);
});

it("a budget's alert arrives in the app and at the webhook, once", async () => {
  const { secret } = await createWebhook(agency.scope, { url: receiver.url });
  const project = await createProject(agency.scope, { name: "Watched" });
  await setBudget(agency.scope, { kind: "project", subjectId: project.id, limit: "5.00", alertPercents: [] });
  const job = await agency.post({ projectId: project.id });
  const { cost } = await agency.until(job, delivered);
  await setBudget(agency.scope, { kind: "project", subjectId: project.id, limit: cost, alertPercents: [50, 100] });
  await expect.poll(() => receiver.received.length, { timeout: 20_000, interval: 50 }).toBe(1);
  const { notifications } = await listNotifications(agency.scope, { limit: 10 });
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
