import { describe, expect, it } from "vitest";
import { auditBooks, getJobUsage } from "#billing";
import { listEvents } from "#events";
import { dispatch, getProviderStanding, setRateLimit } from "#hiring";
import { chaosAgency } from "../../../e2e/fixtures/chaos";
import { instantScript, type Script } from "../../../e2e/fixtures/model-server";
import { tendStalled } from "../stalled/tend-stalled";

const agency = chaosAgency();

type WatchedJob = Awaited<ReturnType<typeof agency.hire>>;

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
  await agency.owner.query(`update events set created_at = created_at - ${ago}`);
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

describe("a provider that asks to wait", () => {
  it("gets no call until then; the seats are others' meanwhile, and the runs go on", async () => {
    const work = instantScript(2);
    let isBusy = true;
    const busy: Script = (request) =>
      isBusy && request.turn === 1 && request.lastUserText.includes("Slowly")
        ? { fail: { status: 429, headers: { "retry-after": "300" } } }
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
      expect(Date.parse(backoff?.until ?? "") - Date.now()).toBeGreaterThan(120_000);
    }
    const [told] = await dataOf(slow.id, "run.backoff");
    expect(told).toMatchObject({ provider: "local", cause: "rate_limited", message: expect.stringMatching(/./) });

    // Nobody calls a model that cools down, whosever run it is.
    const calls = await slow.calls(0);
    const other = await agency.hire({ agents: agents(4), mode: "parallel" });
    await dispatch();
    expect(await held()).toEqual({ seats: 0, attempts: 0, held: 0 });
    expect(await slow.calls(0)).toBe(calls);
    const cooled = { provider: "local", cause: "rate_limited", until: expect.any(String) };
    expect((await other.view()).runs.map(({ backoff }) => backoff)).toEqual(Array(4).fill(cooled));
    await agency.owner.query("update runs set progress_at = now() - interval '121 seconds' where job_id = $1", [
      other.id,
    ]);
    await tendStalled();
    expect(await dataOf(other.id, "run.stalled")).toEqual(
      Array(4).fill(
        expect.objectContaining({
          reason: expect.stringMatching(
            / \(local\) has asked the agency to slow down; it is tried again by itself at [-\d]{10} \d\d:\d\d UTC\.$/,
          ),
        }),
      ),
    );
    await agency.owner.query("delete from cool_downs");
    expect(await other.end()).toMatchObject({ status: "review" });
    expect(await backingOff(slow.id)).toBe(4);

    isBusy = false;
    await pass(320);
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
    await expect.poll(() => failingMinutes(job.id), POLL).toBeGreaterThan(29);
    await pass(2 * 60);
    const { status, reason, cost } = await job.end();
    expect({ status, cost }).toEqual({ status: "failed", cost: "0.00" });
    expect(reason).toMatch(/has been like this for \d+ minutes; a run bears with that for 30 minutes/);
    expect(await violations()).toEqual([]);
  });
});

describe("a verifier", () => {
  it("is called in a seat of its own provider's pool, and waited for outside it", async () => {
    const work = instantScript(1);
    let isBusy = true;
    agency.follow((request) => {
      if (!request.tools.includes("verdict")) return work(request);
      if (isBusy) return { fail: { status: 529, headers: { "retry-after": "300" } } };
      return { toolCalls: [{ name: "verdict", args: { passed: true, reasons: [] } }] };
    });
    await agency.startWorker();
    const acceptance = { checks: [], criteria: "It is short.", verifier: "data-analyst", rounds: 1 };
    const job = await agency.hire({ agents: agents(1), acceptance });
    await allBackOff(job.id, 1);
    const { rows } = await agency.owner.query("select pool from runs where job_id = $1", [job.id]);
    expect(rows).toEqual([{ pool: "anthropic" }]);
    expect((await job.view()).runs[0]?.backoff).toMatchObject({ provider: "anthropic", cause: "outage" });
    expect(await held()).toEqual({ seats: 0, attempts: 0, held: 0 });
    isBusy = false;
    await pass(320);
    expect(await job.end()).toMatchObject({ status: "review" });
    const usage = await getJobUsage(agency.scope(), job.id);
    expect(new Set(usage.lines.map(({ step, purpose }) => `${step} ${purpose}`))).toEqual(
      new Set(["1 work", "2 work", "2 verification"]),
    );
    expect(await violations()).toEqual([]);
  });
});

describe("a limit that the staff set", () => {
  const staff = { label: "Ops" };
  const local = { provider: "local", modelId: null };

  it("holds for all workers together, and costs no seat", async () => {
    await setRateLimit(staff, local, { requestsPerMinute: 5, tokensPerMinute: 10_000_000n });
    agency.follow(instantScript(1));
    await agency.startWorker();
    await agency.startWorker();
    const job = await agency.hire({ agents: agents(6), mode: "parallel" });
    const began = performance.now();
    /** Minutes that have passed, on the clock of the machine and on that of the test; one has begun. */
    const minutes = (passed: number) => 1 + passed + Math.floor((performance.now() - began) / 60_000);
    for (let passed = 0, made = 0; made < 12; passed++) {
      made = await settledAt(job);
      expect(made).toBeLessThanOrEqual(5 * minutes(passed));
      const { limits } = await getProviderStanding();
      expect(limits).toMatchObject([{ ...local, requestsPerMinute: 5, setBy: "Ops" }]);
      if (minutes(passed) === 1) {
        expect(made).toBe(5);
        expect(limits[0]?.used).toEqual({ requests: 5, tokens: await tokensOf(job.id) });
      }
      await pass(62);
    }
    expect((await job.end()).runs.map(({ status }) => status)).toEqual(Array(6).fill("delivered"));
    expect(await job.bill()).toEqual({ charged: 12, lost: [], calls: 12 });

    await setRateLimit(staff, local, { requestsPerMinute: null, tokensPerMinute: null });
    expect((await getProviderStanding()).limits).toEqual([]);
    const { rows } = await agency.owner.query(
      "select actor, data from audit_log where action = 'rate-limit.set' order by created_at",
    );
    expect(rows).toMatchObject([
      { actor: "Ops", data: { provider: "local", requestsPerMinute: 5, requestsBefore: null } },
      { actor: "Ops", data: { requestsPerMinute: null, requestsBefore: 5, tokensBefore: "10000000" } },
    ]);
    expect(await violations()).toEqual([]);
  });

  it("is told what is wrong with it", async () => {
    const amounts = { requestsPerMinute: 0, tokensPerMinute: null };
    await expect(setRateLimit(staff, local, amounts)).rejects.toMatchObject({
      details: { field: "requestsPerMinute" },
    });
    const nobody = { provider: "nobody", modelId: null };
    await expect(setRateLimit(staff, nobody, { ...amounts, requestsPerMinute: 1 })).rejects.toThrow("no provider");
  });
});

/** Waits until every run of a job has ended or waits for room. @returns the calls until then */
async function settledAt(job: WatchedJob): Promise<number> {
  const { owner } = agency;
  const underWay = async () => {
    const { rows } = await owner.query(
      "select count(*)::int as count from runs where job_id = $1 and ended_at is null and not coalesce(not_before > now(), false)",
      [job.id],
    );
    return rows[0].count;
  };
  await expect.poll(underWay, POLL).toBe(0);
  return job.calls(0);
}

/** What the models of a job have read and said. */
async function tokensOf(jobId: string): Promise<bigint> {
  const { rows } = await agency.owner.query(
    "select sum(input_tokens + output_tokens)::bigint as tokens from runs where job_id = $1",
    [jobId],
  );
  return BigInt(rows[0].tokens);
}
