import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedAgency } from "#desk";
import { createApiKey, revokeApiKey, scopeForApiKey, scopeForCommandLine } from "#identity";
import type { Clock, OrgScope } from "#kernel";
import { listNotifications } from "#notices";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database";
import {
  changeStandingOrder,
  createStandingOrder,
  endStandingOrder,
  getJob,
  getStandingOrder,
  listStandingOrders,
  pauseStandingOrder,
  resumeStandingOrder,
  standingOrderOrder,
} from "..";
import { keepStandingOrder } from "./keep-order";
import { tendStandingOrders } from "./tend-orders";

const { owner } = testDatabase();

let scope: OrgScope;

beforeAll(async () => {
  // On duty, but nobody works here: what becomes of its jobs is for each test to say.
  process.env.ANTHROPIC_API_KEY = "test-key";
  reloadEnv();
  await seedAgency();
  scope = await scopeForCommandLine("demo");
});

afterAll(() => {
  delete process.env.ANTHROPIC_API_KEY;
  reloadEnv();
});

const order = (changes: object = {}) =>
  standingOrderOrder.parse({
    title: "Morning figures",
    brief: "How many rows?",
    agents: ["data-analyst"],
    budget: "5.00",
    cron: "0 9 * * *",
    timeZone: "Europe/Berlin",
    monthLimit: "12.00",
    ...changes,
  });

const clockAt = (text: string): Clock => ({ now: () => new Date(text) });
/** A year of its own for each test: the database's clock plays no part. */
const BEFORE = clockAt("2031-05-01T00:00:00Z");
const may = (day: number, time = "07:00:00.100"): Clock => clockAt(`2031-05-${String(day).padStart(2, "0")}T${time}Z`);

const place = (changes: object = {}, who = scope) => createStandingOrder(who, order(changes), { clock: BEFORE });
const look = (id: string, clock: Clock) => getStandingOrder(scope, id, { clock });

/** What the runs of the newest job came to. */
async function end(id: string, clock: Clock, status: "failed" | "review", cost = "1000000000000"): Promise<void> {
  const jobId = (await look(id, clock)).occurrences[0]?.job?.id;
  const run = status === "failed" ? "failed" : "delivered";
  await owner.query("update runs set status = $2, cost = $3, ended_at = now() where job_id = $1", [jobId, run, cost]);
  await owner.query("update jobs set status = $2, ended_at = now() where id = $1", [jobId, status]);
}

describe("a standing order", () => {
  it("posts its job when it is due, once, whoever delivers it and however often", async () => {
    const { id, nextAt, nextTimes } = await place();
    expect(nextAt).toBe("2031-05-01T07:00:00.000Z");
    expect(nextTimes.map((time) => time.slice(0, 10))).toEqual(["2031-05-01", "2031-05-02", "2031-05-03"]);
    await keepStandingOrder(id, { clock: may(1, "06:59:59.999") });
    expect((await look(id, may(1))).occurrences).toEqual([]);

    await Promise.all([1, 2, 3, 4].map(() => keepStandingOrder(id, { clock: may(1) })));
    await tendStandingOrders({ clock: may(1) });
    const view = await look(id, may(1));
    expect(view.occurrences).toMatchObject([{ dueAt: "2031-05-01T07:00:00.000Z", refusal: null }]);
    expect([view.nextAt, view.committed, view.status]).toEqual(["2031-05-02T07:00:00.000Z", "5.00", "standing"]);
    const job = await getJob(scope, view.occurrences[0]?.job?.id ?? "");
    expect(job).toMatchObject({ title: "Morning figures", budget: "5.00", postedBy: "command line" });
  });

  it("posts once what it missed while the agency was closed", async () => {
    const { id } = await place();
    await tendStandingOrders({ clock: may(5) });
    const { occurrences, nextAt } = await look(id, may(5));
    expect(occurrences.map(({ dueAt }) => dueAt)).toEqual(["2031-05-01T07:00:00.000Z"]);
    expect(nextAt).toBe("2031-05-06T07:00:00.000Z");
  });

  it("gives a job what the month has left, pauses when that is used up, and goes on with the next month", async () => {
    const { id } = await place();
    await keepStandingOrder(id, { clock: may(1) });
    await keepStandingOrder(id, { clock: may(2) });
    await keepStandingOrder(id, { clock: may(3) });
    const third = (await look(id, may(3))).occurrences[0]?.job?.id ?? "";
    expect((await getJob(scope, third)).budget).toBe("2.00");

    await keepStandingOrder(id, { clock: may(4) });
    expect(await look(id, may(4))).toMatchObject({
      status: "paused",
      pausedFor: "budget",
      committed: "12.00",
      nextAt: null,
      resumesAt: "2031-05-31T22:00:00.000Z",
    });
    await tendStandingOrders({ clock: may(5) });
    await tendStandingOrders({ clock: may(6) });
    const { notifications } = await listNotifications(scope, { limit: 50 });
    expect(notifications.filter(({ href }) => href === `/standing-orders/${id}`)).toMatchObject([
      { kind: "standing_order.paused", body: expect.stringContaining("This month's $12.00 are used up.") },
    ]);

    await tendStandingOrders({ clock: clockAt("2031-05-31T22:00:01Z") });
    expect(await look(id, clockAt("2031-05-31T22:00:01Z"))).toMatchObject({
      status: "standing",
      committed: "0.00",
      nextAt: "2031-06-01T07:00:00.000Z",
    });
  });

  it("counts what ended by its cost, and goes on at once when the month may cost more", async () => {
    const { id } = await place({ monthLimit: "5.00" });
    await keepStandingOrder(id, { clock: may(1) });
    await end(id, may(1), "review", "4999999999999");
    expect((await look(id, may(1))).committed).toBe("4.999999999999");
    await keepStandingOrder(id, { clock: may(2) });
    expect((await look(id, may(2))).pausedFor).toBe("budget");
    const changed = await changeStandingOrder(scope, id, { monthLimit: "20.00" }, { clock: may(2, "08:00:00") });
    expect(changed).toMatchObject({ status: "standing", nextAt: "2031-05-03T07:00:00.000Z", monthLimit: "20.00" });
  });

  it("pauses after three failures in a row, and not before", async () => {
    const { id } = await place({ monthLimit: "500.00" });
    for (const [day, outcome] of [
      [1, "failed"],
      [2, "failed"],
      [3, "review"],
      [4, "failed"],
      [5, "failed"],
      [6, "failed"],
    ] as const) {
      await keepStandingOrder(id, { clock: may(day) });
      await end(id, may(day), outcome);
      expect((await look(id, may(day))).status).toBe("standing");
    }
    await keepStandingOrder(id, { clock: may(7) });
    const paused = await look(id, may(7));
    expect(paused).toMatchObject({ status: "paused", pausedFor: "failures", resumesAt: null });
    expect(paused.occurrences).toHaveLength(6);
  });

  it("goes on after three failures when a person says so, and pauses again only after three more", async () => {
    const { id } = await place({ monthLimit: "500.00" });
    const fail = async (day: number): Promise<void> => {
      await keepStandingOrder(id, { clock: may(day) });
      await end(id, may(day), "failed");
    };
    for (const day of [1, 2, 3]) await fail(day);
    await keepStandingOrder(id, { clock: may(4) });
    expect((await look(id, may(4))).pausedFor).toBe("failures");
    await resumeStandingOrder(scope, id, { clock: may(4, "08:00:00") });

    for (const day of [5, 6, 7]) {
      await fail(day);
      const { status, occurrences } = await look(id, may(day));
      expect([status, occurrences.length]).toEqual(["standing", day - 1]);
    }
    await keepStandingOrder(id, { clock: may(8) });
    expect(await look(id, may(8))).toMatchObject({ status: "paused", pausedFor: "failures" });
  });

  it("is due in the first minute of the month that it waited for", async () => {
    const { id } = await place({ cron: "0 0 * * *", monthLimit: "5.00" });
    await keepStandingOrder(id, { clock: may(2, "22:00:00") });
    await keepStandingOrder(id, { clock: may(3, "22:00:00") });
    expect((await look(id, may(4))).pausedFor).toBe("budget");

    const soonAfter = clockAt("2031-05-31T22:00:09Z");
    await tendStandingOrders({ clock: soonAfter });
    const { occurrences, nextAt } = await look(id, soonAfter);
    expect(occurrences[0]).toMatchObject({ dueAt: "2031-05-31T22:00:00.000Z", refusal: null });
    expect(nextAt).toBe("2031-06-01T22:00:00.000Z");
  });

  it("takes what it is late for from the month in which that was due", async () => {
    const { id } = await place({ cron: "59 23 31 * *", monthLimit: "5.00" });
    const justAfter = clockAt("2031-05-31T22:00:01Z");
    await keepStandingOrder(id, { clock: justAfter });
    expect((await look(id, justAfter)).committed).toBe("0.00");
    expect((await look(id, clockAt("2031-05-31T21:59:59Z"))).committed).toBe("5.00");
    await changeStandingOrder(scope, id, { cron: "58,59 23 31 * *" }, { clock: clockAt("2031-07-31T21:57:59Z") });
    await keepStandingOrder(id, { clock: clockAt("2031-07-31T21:58:00Z") });

    // Its money is used up; that the next month has begun meanwhile does not change it.
    await keepStandingOrder(id, { clock: clockAt("2031-07-31T22:00:01Z") });
    const late = await look(id, clockAt("2031-07-31T22:00:01Z"));
    expect(late).toMatchObject({ pausedFor: "budget", resumesAt: "2031-07-31T22:00:00.000Z" });
    expect(late.occurrences.map(({ dueAt }) => dueAt)).toEqual([
      "2031-07-31T21:58:00.000Z",
      "2031-05-31T21:59:00.000Z",
    ]);
  });

  it("writes down why a job could not be posted, and leaves nothing half-done", async () => {
    const { id } = await place();
    await owner.query("update models set off_duty_reason = 'It is being repaired.'");
    const jobs = () => owner.query("select count(*)::int as n from jobs").then(({ rows }) => rows[0].n);
    const before = await jobs();
    try {
      await keepStandingOrder(id, { clock: may(1) });
    } finally {
      await owner.query("update models set off_duty_reason = null");
    }
    expect((await look(id, may(1))).occurrences).toMatchObject([
      { job: null, refusal: expect.stringContaining("It is being repaired.") },
    ]);
    expect(await jobs()).toBe(before);
  });

  it("is kept in the name of who ordered it, and pauses when they may not hire any more", async () => {
    const key = await createApiKey(scope, { name: "orders", role: "member" });
    const author = await scopeForApiKey(key.secret);
    const { id } = await place({}, author);
    await keepStandingOrder(id, { clock: may(1) });
    const jobId = (await look(id, may(1))).occurrences[0]?.job?.id ?? "";
    expect((await getJob(scope, jobId)).postedBy).toBe("key “orders”");

    await revokeApiKey(scope, key.id);
    await keepStandingOrder(id, { clock: may(2) });
    expect(await look(id, may(2))).toMatchObject({ pausedFor: "author" });
    await resumeStandingOrder(scope, id, { clock: may(2, "08:00:00") });
    await keepStandingOrder(id, { clock: may(3) });
    expect((await look(id, may(3))).occurrences).toHaveLength(2);
  });

  it("pauses, goes on and ends when it is told to", async () => {
    const { id } = await place();
    await pauseStandingOrder(scope, id, { clock: BEFORE });
    await keepStandingOrder(id, { clock: may(1) });
    await expect(look(id, may(1))).resolves.toMatchObject({ status: "paused", pausedFor: "person", occurrences: [] });
    const resumed = await resumeStandingOrder(scope, id, { clock: may(1) });
    expect(resumed.nextAt).toBe("2031-05-02T07:00:00.000Z");
    await expect(resumeStandingOrder(scope, id, { clock: may(1) })).rejects.toThrow("is not paused");
    await endStandingOrder(scope, id, { clock: may(1) });
    await keepStandingOrder(id, { clock: may(2) });
    expect(await look(id, may(2))).toMatchObject({ status: "ended", nextAt: null, occurrences: [] });
    const standing = await listStandingOrders(scope, { clock: may(2) });
    expect(standing.map((one) => one.id)).not.toContain(id);
    await expect(pauseStandingOrder(scope, id, { clock: may(2) })).rejects.toThrow("There is no standing order");
  });

  it.each([
    [{ cron: "never" }, "cron"],
    [{ timeZone: "Mars/Base" }, "timeZone"],
    [{ monthLimit: "1.00" }, "monthLimit"],
    [{ monthLimit: "0" }, "monthLimit"],
    [{ budget: "0.000001" }, "budget"],
    [{ agents: ["nobody"] }, "agents"],
    [{ fileIds: ["0190a000-0000-7000-8000-000000000000"] }, "fileIds"],
  ])("refuses %j at the field %s", async (changes, field) => {
    await expect(place(changes)).rejects.toMatchObject({ details: { field } });
  });

  it("is ordered once under one idempotency key", async () => {
    const [first, again] = await Promise.all(
      [1, 2].map(() => createStandingOrder(scope, order(), { clock: BEFORE, idempotencyKey: "once" })),
    );
    expect(again?.id).toBe(first?.id);
  });
});
