import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { listEvents } from "#events";
import { chaosAgency } from "../../e2e/fixtures/chaos";
import { seeded } from "../../e2e/fixtures/chaos/seeded";
import { crewScript, instantScript, type Script } from "../../e2e/fixtures/model-server";
import { cancelJob } from "./commands/cancel";

const agency = chaosAgency();

/** Steps of `list_files`, then `deliver`; the first call of that turn never gets an answer. */
function scriptThatHangsOnce(steps: number, hangAtTurn: number, afterChunks?: number): Script {
  const work = instantScript(steps);
  let hung = false;
  return (request) => {
    if (hung || request.turn !== hangAtTurn) return work(request);
    hung = true;
    return { text: "This will not be finished.", fail: { hang: true, afterChunks } };
  };
}

describe("a worker that dies", () => {
  it("in the middle of a model call costs the client nothing, and the next one finishes", async () => {
    agency.follow(scriptThatHangsOnce(4, 2));
    const first = await agency.startWorker();
    const job = await agency.hire();
    await job.calls(3);
    expect(await first.end("SIGKILL")).toBe(null);

    await agency.startWorker();
    expect(await job.end()).toMatchObject({ status: "review", runs: [{ status: "delivered", steps: 5 }] });
    expect(await job.bill()).toEqual({ charged: 5, lost: [{ step: 3, attempt: 1 }], calls: 6 });
  });

  it("again and again, at any instant, with runs side by side, loses and doubles nothing", async () => {
    const latencyMs = 150;
    agency.follow(instantScript(7, { latencyMs }));
    const agents = Array.from({ length: 6 }, () => "data-analyst");
    const job = await agency.hire({ agents, mode: "parallel", budget: "50.00" });
    const random = seeded(20_260_701);
    let calls = 0;
    for (let death = 0; death < 6; death++) {
      const worker = await agency.startWorker();
      calls = await job.calls(calls + 1);
      await delay(random() * latencyMs);
      await worker.end("SIGKILL");
      calls = await job.calls(0);
    }
    expect((await job.view()).endedAt).toBe(null);

    await agency.startWorker();
    const { runs } = await job.end();
    expect(runs.map(({ status, steps }) => `${status} ${steps}`)).toEqual(Array(6).fill("delivered 8"));
    const bill = await job.bill();
    expect(bill.charged).toBe(48);
    expect(bill.lost.length).toBeGreaterThan(0);
    // A worker may die between its reserve and the call, but never is a call charged that was not made.
    expect(bill.calls).toBeGreaterThanOrEqual(bill.charged);
    expect(bill.calls).toBeLessThanOrEqual(bill.charged + bill.lost.length);
  });

  it("again and again while a crew is at work loses none of it: each task is given once, answered once and paid once", async () => {
    agency.follow(crewScript(3, 2, { latencyMs: 150 }));
    const agents = ["project-manager", "data-analyst", "data-analyst", "data-analyst"];
    const job = await agency.hire({ agents, mode: "crew", budget: "50.00" });
    let calls = 0;
    for (const pause of [50, 400, 250]) {
      // On a machine that is short of time it may be done before we are.
      if ((await job.view()).endedAt !== null) break;
      const worker = await agency.startWorker();
      await job.calls(calls + 1);
      await delay(pause);
      await worker.end("SIGKILL");
      calls = await job.calls(0);
    }

    await agency.startWorker();
    const { runs } = await job.end();
    expect(runs.map(({ depth, status, steps }) => `${depth} ${status} ${steps}`)).toEqual([
      "0 delivered 2",
      ...Array(3).fill("1 delivered 3"),
    ]);
    const bill = await job.bill();
    expect(bill.charged).toBe(11);
    expect(bill.calls).toBeLessThanOrEqual(bill.charged + bill.lost.length);
    const { rows } = await agency.owner.query(
      "select count(*)::int as answers from events where type = 'tool.finished' and data ->> 'name' = 'delegate'",
    );
    expect(rows).toEqual([{ answers: 3 }]);
  });
});

describe("a database that ends sessions in the middle of their transactions", () => {
  it("fails no run, and nothing is lost or paid twice", async () => {
    agency.follow(instantScript(6, { latencyMs: 20 }));
    await agency.startWorker();
    const agents = Array.from({ length: 6 }, () => "data-analyst");
    const job = await agency.hire({ agents, mode: "parallel", budget: "50.00" });
    const endSessions = async (): Promise<number> => {
      const { rowCount } = await agency.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'hireling' and state <> 'idle'`,
      );
      return rowCount ?? 0;
    };
    const isOver = async () => (await agency.owner.query("select from jobs where ended_at is null")).rowCount === 0;
    // Each time when calls are under way, which are going to be settled.
    for (const calls of [6, 12, 18, 24]) {
      await job.calls(calls);
      while (!(await isOver()) && (await endSessions()) === 0);
    }
    const { runs } = await job.end();
    expect(runs.map(({ status, steps }) => `${status} ${steps}`)).toEqual(Array(6).fill("delivered 7"));
    expect((await job.bill()).charged).toBe(42);
  });
});

describe("a wish to cancel", () => {
  it("outlives the worker that it was meant for, and so does who had it", async () => {
    agency.follow(scriptThatHangsOnce(4, 2));
    const first = await agency.startWorker();
    const job = await agency.hire();
    await job.calls(3);
    await first.end("SIGKILL");
    await cancelJob(agency.scope(), job.id);

    await agency.startWorker();
    expect((await job.end()).runs).toMatchObject([{ status: "cancelled", steps: 2 }]);
    expect(await job.bill()).toEqual({ charged: 2, lost: [{ step: 3, attempt: 1 }], calls: 3 });
    const events = await listEvents(agency.scope(), job.id, { after: 0, limit: 1_000 });
    const by = agency.scope().actor.label;
    expect(events.find(({ type }) => type === "run.cancelled")).toMatchObject({ data: { by } });
  });
});

describe("a worker that is asked to stop", () => {
  it("hands its seat back within seconds, charges no half step, and the next one loses no settled step", async () => {
    // By then the provider has reported the input of the call that is going to be stopped.
    agency.follow(scriptThatHangsOnce(4, 2, 2));
    const first = await agency.startWorker();
    const job = await agency.hire();
    await job.calls(3);
    expect(await first.end("SIGTERM")).toBe(0);
    expect((await job.view()).runs).toMatchObject([{ status: "queued", steps: 2 }]);
    const seats = await agency.owner.query("select lease_until, worker_id from runs where job_id = $1", [job.id]);
    expect(seats.rows).toEqual([{ lease_until: null, worker_id: null }]);

    await agency.startWorker();
    expect(await job.end()).toMatchObject({ status: "review", runs: [{ status: "delivered", steps: 5 }] });
    expect(await job.bill()).toMatchObject({ charged: 5, lost: [{ step: 3, attempt: 1 }], calls: 6 });
  });
});

describe("a delivery that the queue lost", () => {
  it("is sent again by the reconciler", async () => {
    agency.follow(instantScript(1));
    const job = await agency.hire();
    const lost = await agency.owner.query("delete from bullmq.job where id = $1", [`shift-${job.runIds[0]}-1`]);
    expect(lost.rowCount).toBe(1);
    // As if the time to claim it had passed.
    await agency.owner.query("update runs set admitted_at = now() - interval '1 minute' where job_id = $1", [job.id]);

    await agency.startWorker();
    expect((await job.end()).runs).toMatchObject([{ status: "delivered", steps: 2 }]);
    expect(await job.bill()).toEqual({ charged: 2, lost: [], calls: 2 });
  });
});
