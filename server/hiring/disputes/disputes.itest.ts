import { beforeAll, describe, expect, it } from "vitest";
import { getWallet, issueInvoice } from "#billing";
import { listDisputes } from "#desk";
import { type OrgScope, parseUsd, systemClock } from "#kernel";
import { listNotifications } from "#notices";
import { instantScript } from "../../../e2e/fixtures/model-server";
import { acceptJob, acceptOverdue, getJob, type JobView, openDispute, resolveDispute } from "..";
import { agencyAtWork, findings, registerStranger } from "../testing/agency-at-work";

const agency = agencyAtWork({ script: instantScript(1) });
let stranger: OrgScope;

beforeAll(async () => {
  stranger = await registerStranger();
});

const delivered = async (): Promise<JobView> => agency.until(await agency.post(), "review");
const complaint = { reason: "The figures are wrong." };
const rule = (jobId: string, outcome: "refunded" | "rejected") =>
  resolveDispute("Olga", jobId, { outcome, note: "We looked at it." }, { clock: systemClock });

describe("a dispute", () => {
  it("is for ended work, once, by its own organization; the staff get a letter", async () => {
    const job = await delivered();
    await expect(openDispute(stranger, job.id, complaint)).rejects.toMatchObject({ code: "not_found" });
    const disputed = await openDispute(agency.scope, job.id, complaint);
    expect(disputed).toMatchObject({
      status: "review",
      dispute: { status: "open", reason: complaint.reason, note: null },
    });
    await expect(openDispute(agency.scope, job.id, complaint)).rejects.toMatchObject({ code: "conflict" });
    const letters = await agency.owner.query("select target, payload from outbox where payload ->> 'subject' like $1", [
      "A job is disputed%",
    ]);
    expect(letters.rows).toMatchObject([{ target: "operator@hireling.local" }]);
    expect((await listDisputes()).open).toMatchObject([{ jobId: job.id, reason: complaint.reason, cost: job.cost }]);
  });

  it("gives back what the job cost, also when some of it was invoiced", async () => {
    const before = await getWallet(agency.scope);
    const job = await delivered();
    expect(parseUsd(job.cost)).toBeGreaterThan(0n);
    await issueInvoice(agency.scope, { clock: systemClock });
    await openDispute(agency.scope, job.id, complaint);
    await rule(job.id, "refunded");
    expect(await getJob(agency.scope, job.id)).toMatchObject({
      cost: "0.00",
      runs: [{ cost: "0.00" }],
      dispute: { status: "refunded", note: "We looked at it." },
    });
    expect((await getWallet(agency.scope)).balance).toBe(before.balance);
    await expect(rule(job.id, "rejected")).rejects.toMatchObject({ code: "conflict" });
    const { notifications } = await listNotifications(agency.scope, { limit: 1 });
    expect(notifications).toMatchObject([{ kind: "dispute.resolved", href: `/jobs/${job.id}` }]);
    expect(await findings()).toEqual([]);
  });

  it("can be rejected, and changes no money then", async () => {
    const job = await delivered();
    await openDispute(agency.scope, job.id, complaint);
    await rule(job.id, "rejected");
    expect(await getJob(agency.scope, job.id)).toMatchObject({ cost: job.cost, dispute: { status: "rejected" } });
    await expect(
      resolveDispute("Olga", (await delivered()).id, { outcome: "refunded", note: "!" }, { clock: systemClock }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("is withdrawn by accepting the work", async () => {
    const job = await delivered();
    await openDispute(agency.scope, job.id, complaint);
    expect(await acceptJob(agency.scope, job.id)).toMatchObject({
      status: "accepted",
      dispute: { status: "withdrawn" },
    });
    await expect(rule(job.id, "refunded")).rejects.toMatchObject({ code: "conflict" });
    await expect(openDispute(agency.scope, job.id, complaint)).rejects.toMatchObject({ code: "conflict" });
  });
});

it("what nobody objects to in time is accepted; what is disputed is not", async () => {
  const [late, disputed, fresh] = [await delivered(), await delivered(), await delivered()];
  await openDispute(agency.scope, disputed.id, complaint);
  const age = "update jobs set ended_at = now() - interval '15 days' where id = any($1::uuid[])";
  await agency.owner.query(age, [[late.id, disputed.id]]);
  await acceptOverdue(14);
  expect((await getJob(agency.scope, late.id)).status).toBe("accepted");
  expect((await getJob(agency.scope, disputed.id)).status).toBe("review");
  expect((await getJob(agency.scope, fresh.id)).status).toBe("review");
});
