import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { auditBooks, getWallet, issueInvoice } from "#billing";
import { listDisputes, seedAgency } from "#desk";
import { scopeForCommandLine, scopeForUser } from "#identity";
import { type OrgScope, parseUsd, systemClock } from "#kernel";
import { listNotifications } from "#notices";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database";
import { instantScript, type ModelServer, startModelServer } from "../../../e2e/fixtures/model-server";
import {
  acceptJob,
  acceptOverdue,
  getJob,
  hire,
  type JobView,
  openDispute,
  registerOrganization,
  resolveDispute,
  startWorker,
  type Worker,
} from "..";
import { jobOrder } from "../schema";

// Patience for a busy machine, and no measure.
vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 60_000, interval: 50 };

const { owner } = testDatabase();
let server: ModelServer;
let worker: Worker;
let scope: OrgScope;
let stranger: OrgScope;

beforeAll(async () => {
  server = await startModelServer({ script: instantScript(1) });
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
  worker = await startWorker();
});
afterAll(async () => {
  await worker.drain();
  await server.close();
});

async function delivered(): Promise<JobView> {
  const order = { title: "Count", brief: "Count.", agents: ["data-analyst"], budget: "5.00" };
  const { job } = await hire(scope, jobOrder.parse(order));
  await expect.poll(async () => (await getJob(scope, job.id)).status, PATIENCE).toBe("review");
  return getJob(scope, job.id);
}

const complaint = { reason: "The figures are wrong." };
const broken = async () => (await auditBooks()).filter(({ first }) => first !== null);
const rule = (jobId: string, outcome: "refunded" | "rejected") =>
  resolveDispute("Olga", jobId, { outcome, note: "We looked at it." }, { clock: systemClock });

describe("a dispute", () => {
  it("is for ended work, once, by its own organization; the staff get a letter", async () => {
    const job = await delivered();
    await expect(openDispute(stranger, job.id, complaint)).rejects.toMatchObject({ code: "not_found" });
    const disputed = await openDispute(scope, job.id, complaint);
    expect(disputed).toMatchObject({
      status: "review",
      dispute: { status: "open", reason: complaint.reason, note: null },
    });
    await expect(openDispute(scope, job.id, complaint)).rejects.toMatchObject({ code: "conflict" });
    const letters = await owner.query("select target, payload from outbox where payload ->> 'subject' like $1", [
      "A job is disputed%",
    ]);
    expect(letters.rows).toMatchObject([{ target: "operator@hireling.local" }]);
    expect((await listDisputes()).open).toMatchObject([{ jobId: job.id, reason: complaint.reason, cost: job.cost }]);
  });

  it("gives back what the job cost, also when some of it was invoiced", async () => {
    const before = await getWallet(scope);
    const job = await delivered();
    expect(parseUsd(job.cost)).toBeGreaterThan(0n);
    await issueInvoice(scope, { clock: systemClock });
    await openDispute(scope, job.id, complaint);
    await rule(job.id, "refunded");
    expect(await getJob(scope, job.id)).toMatchObject({
      cost: "0.00",
      runs: [{ cost: "0.00" }],
      dispute: { status: "refunded", note: "We looked at it." },
    });
    expect((await getWallet(scope)).balance).toBe(before.balance);
    await expect(rule(job.id, "rejected")).rejects.toMatchObject({ code: "conflict" });
    const { notifications } = await listNotifications(scope, { limit: 1 });
    expect(notifications).toMatchObject([{ kind: "dispute.resolved", href: `/jobs/${job.id}` }]);
    expect(await broken()).toEqual([]);
  });

  it("can be rejected, and changes no money then", async () => {
    const job = await delivered();
    await openDispute(scope, job.id, complaint);
    await rule(job.id, "rejected");
    expect(await getJob(scope, job.id)).toMatchObject({ cost: job.cost, dispute: { status: "rejected" } });
    await expect(
      resolveDispute("Olga", (await delivered()).id, { outcome: "refunded", note: "!" }, { clock: systemClock }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("is withdrawn by accepting the work", async () => {
    const job = await delivered();
    await openDispute(scope, job.id, complaint);
    expect(await acceptJob(scope, job.id)).toMatchObject({ status: "accepted", dispute: { status: "withdrawn" } });
    await expect(rule(job.id, "refunded")).rejects.toMatchObject({ code: "conflict" });
    await expect(openDispute(scope, job.id, complaint)).rejects.toMatchObject({ code: "conflict" });
  });
});

it("what nobody objects to in time is accepted; what is disputed is not", async () => {
  const [late, disputed, fresh] = [await delivered(), await delivered(), await delivered()];
  await openDispute(scope, disputed.id, complaint);
  const age = "update jobs set ended_at = now() - interval '15 days' where id = any($1::uuid[])";
  await owner.query(age, [[late.id, disputed.id]]);
  await acceptOverdue(14);
  expect((await getJob(scope, late.id)).status).toBe("accepted");
  expect((await getJob(scope, disputed.id)).status).toBe("review");
  expect((await getJob(scope, fresh.id)).status).toBe("review");
});
