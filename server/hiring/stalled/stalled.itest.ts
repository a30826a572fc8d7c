import { afterAll, beforeAll, expect, it } from "vitest";
import { getWallet } from "#billing";
import { listStalled } from "#desk";
import { type EventData, listEvents } from "#events";
import { chaosAgency } from "../../../e2e/fixtures/chaos";
import { instantScript } from "../../../e2e/fixtures/model-server";
import { LETTER_WORKER, openPostOffice, type PostOffice } from "../../../e2e/fixtures/outside";
import { dispatch } from "../dispatch/dispatch";
import { decide } from "../waits/decide";
import { tendStalled } from "./tend-stalled";

const agency = chaosAgency({ main: LETTER_WORKER });
let post: PostOffice;

beforeAll(async () => {
  post = await openPostOffice();
  process.env.OUTSIDE_URL = post.url;
});
afterAll(() => post.close());

const PATIENCE = { timeout: 60_000, interval: 100 };

async function stalls(jobId: string): Promise<EventData<"run.stalled">[]> {
  const events = await listEvents(agency.scope(), jobId, { after: 0, limit: 1_000 });
  return events.flatMap(({ type, data }) => (type === "run.stalled" ? [data as EventData<"run.stalled">] : []));
}

/** As if two minutes had passed since its last sign of life, until so many stalls were told. */
async function letStall(jobId: string, count: number): Promise<EventData<"run.stalled"> | undefined> {
  const pass = async () => {
    await agency.owner.query(
      "update runs set progress_at = now() - interval '121 seconds' where job_id = $1 and status in ('queued', 'working')",
      [jobId],
    );
    await tendStalled();
    return (await stalls(jobId)).length;
  };
  await expect.poll(pass, PATIENCE).toBe(count);
  return (await stalls(jobId)).at(-1);
}

const call = (name: string) => ({ toolCalls: [{ name, args: {} }] });

it("a tool that hangs is ended and tried again, and the run fails at the house's expense when that is in vain", async () => {
  const before = (await getWallet(agency.scope())).balance;
  agency.follow(() => call("mcp__post__await_reply"));
  await agency.startWorker();
  const job = await agency.hire();
  const standing = async () => (await job.view()).runs.map(({ status, steps }) => `${status} ${steps}`);
  for (const round of [1, 2]) {
    await expect.poll(standing, PATIENCE).toEqual(["working 1"]);
    expect(await letStall(job.id, round)).toMatchObject({
      reason: `It made no progress while it was using mcp__post__await_reply in step 1. That shift was ended (${round} of 3); another goes on after what is written down.`,
      endsShift: true,
    });
    await expect.poll(standing, PATIENCE).toEqual(["working 1"]);
  }
  const end = async () => {
    await letStall(job.id, 2);
    return standing();
  };
  await expect.poll(end, PATIENCE).toEqual(["failed 1"]);
  expect((await job.view()).runs).toMatchObject([
    { cost: "0.00", reason: expect.stringContaining("It stalled 3 times without progress in between") },
  ]);
  expect(await job.calls(1)).toBe(1);
  expect((await getWallet(agency.scope())).balance).toBe(before);
});

it("a call with an effect outside that hangs is never made again by itself", async () => {
  agency.follow(({ turn, toolResults }) => {
    if (turn === 0) return { toolCalls: [{ name: "mcp__post__send_letter", args: { to: "Ann" } }] };
    const summary = `Told: ${toolResults.at(-1)?.content}`;
    return { toolCalls: [{ name: "deliver", args: { summary, files: [] } }] };
  });
  post.fallSilent();
  const before = post.letters();
  await agency.startWorker();
  const job = await agency.hire();
  await expect.poll(() => post.letters() - before, PATIENCE).toBe(1);
  expect(await letStall(job.id, 1)).toMatchObject({ endsShift: true });
  post.speak();
  const waits = async () => (await job.view()).runs.flatMap((run) => run.waits);
  await expect.poll(waits, PATIENCE).toMatchObject([{ subject: { kind: "interrupted" } }]);
  const [wait] = await waits();
  await decide(agency.scope(), job.id, wait?.id ?? "", { decision: "done" });
  expect(await job.end()).toMatchObject({ status: "review" });
  expect(post.letters() - before).toBe(1);
});

it("a model that thinks for long is told of, and only ended once its own deadline has passed", async () => {
  const work = instantScript(1);
  let calls = 0;
  agency.follow((request) => (calls++ === 0 ? { fail: { hang: true } } : work(request)));
  await agency.startWorker();
  const job = await agency.hire();
  await job.calls(1);
  const mayBeQuiet = async () =>
    (
      await agency.owner.query("select quiet_until > now() + interval '2 minutes' as may from runs where job_id = $1", [
        job.id,
      ])
    ).rows;
  await expect.poll(mayBeQuiet, PATIENCE).toEqual([{ may: true }]);
  expect(await letStall(job.id, 1)).toMatchObject({
    reason: expect.stringContaining("Nothing has come while it was waiting for its model in step 1."),
    endsShift: false,
  });
  expect((await job.view()).runs).toMatchObject([{ status: "working", stalledSince: expect.any(String) }]);

  await agency.owner.query("update runs set quiet_until = now() - interval '1 second' where job_id = $1", [job.id]);
  expect(await letStall(job.id, 2)).toMatchObject({ endsShift: true });
  expect(await job.end()).toMatchObject({ status: "review", runs: [{ steps: 2, stalledSince: null }] });
  expect(await job.bill()).toEqual({ charged: 2, lost: [{ step: 1, attempt: 1 }], calls: 3 });
});

it("runs that nobody takes say why, and are done as soon as somebody does", async () => {
  agency.follow(instantScript(1));
  await agency.owner.query("update workers set seen_at = now() - interval '1 minute'");
  const job = await agency.hire({ agents: Array.from({ length: 5 }, () => "local-generalist"), mode: "parallel" });
  await letStall(job.id, 5);
  const reasons = async () => (await stalls(job.id)).map(({ reason }) => reason);
  expect(new Set(await reasons())).toEqual(
    new Set(["No worker of the agency is running. It goes on by itself as soon as one does."]),
  );
  expect((await listStalled()).map(({ status, reason }) => [status, reason])).toEqual(
    (await reasons()).map((reason) => ["queued", reason]),
  );

  await agency.owner.query("update runs set stalled_at = null where job_id = $1", [job.id]);
  await agency.owner.query("update workers set seen_at = now()");
  await dispatch();
  await letStall(job.id, 10);
  const turns = (await reasons()).slice(5).map((reason) => reason.split(/[,.]/)[0]);
  expect(turns.sort()).toEqual(["All seats for local are taken by other runs", ...Array(4).fill("Its turn has come")]);
  expect((await job.view()).runs.every((run) => run.stalledSince !== null)).toBe(true);

  await agency.startWorker();
  const { runs } = await job.end();
  expect(runs.map(({ status, stalledSince }) => [status, stalledSince])).toEqual(Array(5).fill(["delivered", null]));
});
