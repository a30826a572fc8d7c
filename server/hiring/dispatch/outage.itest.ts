import { describe, expect, it } from "vitest";
import { auditBooks } from "#billing";
import { listEvents } from "#events";
import { chaosAgency } from "../../../e2e/fixtures/chaos";
import { instantScript, type Script } from "../../../e2e/fixtures/model-server";

const agency = chaosAgency();

const POLL = { timeout: 60_000, interval: 50 };

const agents = (count: number): string[] => Array.from({ length: count }, () => "local-generalist");

/** Runs of a job that wait for their provider. */
async function backingOff(jobId: string): Promise<number> {
  const { rows } = await agency.owner.query(
    "select count(*)::int as count from runs where job_id = $1 and status = 'queued' and not_before > now()",
    [jobId],
  );
  return rows[0].count;
}

const allBackOff = (jobId: string, count: number) => expect.poll(() => backingOff(jobId), POLL).toBe(count);

/** As if so many seconds had passed for everything that waits for a provider. */
async function pass(seconds: number): Promise<void> {
  const ago = `interval '${seconds} seconds'`;
  await agency.owner.query(`update attempts set started_at = started_at - ${ago}, ended_at = ended_at - ${ago}`);
  await agency.owner.query(`update cool_downs set until = until - ${ago}`);
  await agency.owner.query(`update runs set not_before = not_before - ${ago} where not_before is not null`);
  await agency.owner.query(`update rate_uses set second = second - ${seconds}`);
}

/** Between the first failed attempt of a job and the last. */
async function failingMinutes(jobId: string): Promise<number> {
  const { rows } = await agency.owner.query(
    "select extract(epoch from max(ended_at) - min(ended_at))::float8 / 60 as minutes from attempts where job_id = $1 and state = 'failed'",
    [jobId],
  );
  return rows[0].minutes;
}

/** What runs that wait for a provider hold of anything. */
async function held() {
  const { rows } = await agency.owner.query(`
    select (select count(*)::int from runs where lease_until is not null or worker_id is not null or admitted_at is not null) as seats,
      (select count(*)::int from attempts where state = 'open') as attempts,
      (select coalesce(sum(held), 0)::int from caps) as held`);
  return rows[0];
}

const violations = async () => (await auditBooks()).flatMap(({ first }) => first ?? []);

const dataOf = async (jobId: string, type: string) =>
  (await listEvents(agency.scope(), jobId, { after: 0, limit: 1_000 }))
    .filter((event) => event.type === type)
    .map(({ data }) => data);

describe("a provider that asks to wait for a minute", () => {
  it("gets no call until then; the seats are others' meanwhile, and the runs go on", async () => {
    const work = instantScript(2);
    let isBusy = true;
    const busy: Script = (request) =>
      isBusy && request.turn === 1 && request.lastUserText.includes("Slowly")
        ? { fail: { status: 429, headers: { "retry-after": "60" } } }
        : work(request);
    agency.follow(busy);
    await agency.startWorker();
    // A local pool has four seats.
    const slow = await agency.hire({ agents: agents(4), mode: "parallel", brief: "Slowly, please." });
    await allBackOff(slow.id, 4);
    expect(await held()).toEqual({ seats: 0, attempts: 0, held: 0 });
    const { runs, status, held: onHold } = await slow.view();
    expect({ status, onHold }).toEqual({ status: "working", onHold: "0.00" });
    for (const { backoff } of runs) {
      expect(backoff).toMatchObject({ provider: "local", cause: "rate_limited" });
      expect(Date.parse(backoff?.until ?? "") - Date.now()).toBeGreaterThan(30_000);
    }
    const [told] = await dataOf(slow.id, "run.backoff");
    expect(told).toMatchObject({ provider: "local", cause: "rate_limited", message: expect.stringMatching(/./) });

    // Nobody calls a model that cools down, whosever run it is.
    const calls = await slow.calls(0);
    const other = await agency.hire({ agents: agents(4), mode: "parallel" });
    expect(await slow.calls(0)).toBe(calls);
    await agency.owner.query("delete from cool_downs");
    expect(await other.end()).toMatchObject({ status: "review" });
    expect(await backingOff(slow.id)).toBe(4);

    isBusy = false;
    await pass(80);
    const done = await slow.end();
    expect(done.runs.map(({ status, backoff }) => [status, backoff])).toEqual(Array(4).fill(["delivered", null]));
    expect(await violations()).toEqual([]);
  });
});

describe("a provider that is down", () => {
  const down: Script = () => ({ fail: { status: 503 } });

  it("for ten minutes fails no run, and costs nothing", async () => {
    const work = instantScript(3);
    let isDown = false;
    agency.follow((request) => {
      isDown ||= request.turn === 2;
      return isDown ? down(request) : work(request);
    });
    await agency.startWorker();
    const job = await agency.hire({ agents: agents(1) });
    await allBackOff(job.id, 1);
    while ((await failingMinutes(job.id)) < 10) {
      await pass(120);
      await allBackOff(job.id, 1);
    }
    agency.follow(work);
    await pass(120);
    expect(await job.end()).toMatchObject({
      status: "review",
      runs: [{ status: "delivered", steps: 4, backoff: null }],
    });
    const { charged, lost } = await job.bill();
    expect({ charged, lost }).toEqual({ charged: 4, lost: [] });
    expect(await violations()).toEqual([]);
  });

  it("for half an hour fails the run at the house's expense, in words that say so", async () => {
    const work = instantScript(3);
    agency.follow((request) => (request.turn < 2 ? work(request) : down(request)));
    await agency.startWorker();
    const job = await agency.hire({ agents: agents(1) });
    await allBackOff(job.id, 1);
    await pass(29 * 60);
    await allBackOff(job.id, 1);
    await pass(2 * 60);
    const { status, reason, cost } = await job.end();
    expect({ status, cost }).toEqual({ status: "failed", cost: "0.00" });
    expect(reason).toMatch(/has failed for \d+ minutes, in \d+ tries; a run bears with that for 30 minutes/);
    expect(await violations()).toEqual([]);
  });
});
