import { describe, expect, it } from "vitest";
import { scopeForUser } from "#identity";
import { chaosAgency } from "../../e2e/fixtures/chaos";
import { instantScript } from "../../e2e/fixtures/model-server";
import type { WorkerProcess } from "../../e2e/fixtures/worker";
import { dispatch, registerOrganization } from ".";
import { reconcile } from "./reconcile";

const agency = chaosAgency();

/** As if the 15 seconds without a renewal had passed. */
const expireLeases = () =>
  agency.owner.query("update runs set lease_until = now() - interval '1 second' where lease_until is not null");

async function isInTransaction(): Promise<boolean> {
  const { rows } = await agency.owner.query(
    "select 1 from pg_stat_activity where datname = current_database() and application_name = 'hireling' and state <> 'idle'",
  );
  return rows.length > 0;
}

/** Freezes a worker in the middle of a model call, but not in a transaction, whose locks would hold up everyone for a minute. */
async function freeze(worker: WorkerProcess): Promise<void> {
  for (;;) {
    worker.signal("SIGSTOP");
    if (!(await isInTransaction())) return;
    worker.signal("SIGCONT");
  }
}

describe("a worker that was thought dead", () => {
  it("cannot charge its late answer: another has its run", async () => {
    const work = instantScript(4);
    let isFirst = true;
    agency.follow((request) => {
      if (request.turn !== 2 || !isFirst) return work(request);
      isFirst = false;
      return { ...work(request), latencyMs: 1_500 };
    });
    const frozen = await agency.startWorker();
    const job = await agency.hire();
    await job.calls(3);
    await freeze(frozen);
    expect(agency.openCalls()).toBe(1);
    await expireLeases();

    await agency.startWorker();
    expect(await job.end()).toMatchObject({ status: "review", runs: [{ status: "delivered", steps: 5 }] });
    await expect.poll(agency.openCalls, { timeout: 10_000 }).toBe(0);
    const before = await job.bill();
    expect(before).toEqual({ charged: 5, lost: [{ step: 3, attempt: 1 }], calls: 6 });

    frozen.signal("SIGCONT");
    await frozen.said("another worker has this run now");
    expect(await job.bill()).toEqual(before);
  });
});

describe("seats", () => {
  it("come free when the lease of a dead worker runs out, and two organizations share them", async () => {
    const password = "a long enough password";
    const { user, orgId } = await registerOrganization(
      { email: "b@example.com", name: "B", password, organization: "B" },
      { ip: "127.0.0.1" },
    );
    const other = await scopeForUser(user.id, orgId);
    agency.follow(() => ({ fail: { hang: true } }));
    const worker = await agency.startWorker();
    const agents = (count: number) => Array.from({ length: count }, () => "local-generalist");
    const many = await agency.hire({ agents: agents(8), mode: "parallel" });
    // A local pool has four seats.
    await many.calls(4);
    const few = await agency.hire({ agents: agents(3), mode: "parallel" }, other);
    expect(await admitted()).toEqual([]);

    await worker.end("SIGKILL");
    await dispatch();
    expect(await admitted()).toEqual([]);
    await expireLeases();
    await dispatch();
    expect(await admitted()).toEqual([2, 2]);

    agency.follow(instantScript(1));
    await agency.startWorker();
    for (const job of [many, few]) {
      const { runs } = await job.end();
      expect(runs.every((run) => run.status === "delivered")).toBe(true);
    }
    expect(await many.bill()).toMatchObject({ charged: 16, lost: Array(4).fill({ step: 1, attempt: 1 }) });
    expect(await few.bill()).toMatchObject({ charged: 6, lost: [] });
  });
});

describe("the reconciler", () => {
  it("goes on with all others when something about one run is broken", async () => {
    const broken = await agency.hire();
    const [expired, waiting] = [await agency.hire(), await agency.hire()];
    await agency.owner.query(
      `update runs set status = 'working', lease_epoch = 1, lease_until = now() - interval '1 second', admitted_at = null
      where job_id = any($1::uuid[])`,
      [[broken.id, expired.id]],
    );
    // No run of an accepted job is at work.
    await agency.owner.query("update jobs set status = 'accepted' where id = $1", [broken.id]);
    await agency.owner.query("update runs set admitted_at = null where job_id = $1", [waiting.id]);
    await reconcile();
    const runs = await agency.owner.query(
      "select status, admitted_at is not null as admitted from runs where job_id = any($1::uuid[]) order by id",
      [[broken.id, expired.id, waiting.id]],
    );
    expect(runs.rows.map(({ status, admitted }) => `${status} ${admitted}`)).toEqual([
      "working false",
      "queued true",
      "queued true",
    ]);
  });

  it("waits for nobody who holds a run, and gives no seat to one that has just been paused", async () => {
    const [held, free] = [await agency.hire(), await agency.hire()];
    const both = [held.id, free.id];
    await agency.owner.query("update runs set admitted_at = null where job_id = any($1::uuid[])", [both]);
    await agency.owner.query("begin");
    await agency.owner.query("update runs set status = 'paused' where job_id = $1", [held.id]);
    try {
      await dispatch();
    } finally {
      await agency.owner.query("commit");
    }
    const runs = await agency.owner.query(
      "select status, admitted_at is not null as admitted from runs where job_id = any($1::uuid[]) order by id",
      [both],
    );
    expect(runs.rows.map(({ status, admitted }) => `${status} ${admitted}`)).toEqual(["paused false", "queued true"]);
  });
});

/** Runs that have a seat and wait for a worker, by organization. */
async function admitted(): Promise<number[]> {
  const { rows } = await agency.owner.query<{ count: number }>(
    "select count(*)::int from runs where status = 'queued' and admitted_at is not null group by org_id",
  );
  return rows.map(({ count }) => count);
}
