import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { testDatabase } from "../../e2e/fixtures/database/index";
import { checkQueue, closeQueues, defineQueue } from "./queue";

const { owner } = testDatabase();
const schema = z.object({ runId: z.string() });

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

describe("a queue on PostgreSQL", () => {
  it("delivers what was enqueued before and after the processor came", async () => {
    const queue = defineQueue("plain", schema);
    const seen: string[] = [];
    await queue.enqueue({ runId: "a" }, { jobId: "shift-a-1" });
    const processor = queue.createProcessor(async ({ runId }, jobId) => void seen.push(`${runId} ${jobId}`), {
      concurrency: 4,
    });
    await queue.enqueue({ runId: "b" }, { jobId: "shift-b-1" });
    await vi.waitFor(() => expect(seen.toSorted()).toEqual(["a shift-a-1", "b shift-b-1"]));
    await processor.close();
  });

  it("delivers an id once while it is queued, and again once it is done", async () => {
    const queue = defineQueue("ids", schema);
    await queue.enqueue({ runId: "a" }, { jobId: "same" });
    await queue.enqueue({ runId: "b" }, { jobId: "same" });
    const seen: string[] = [];
    const processor = queue.createProcessor(async ({ runId }) => void seen.push(runId), { concurrency: 1 });
    await vi.waitFor(() => expect(seen).toEqual(["a"]));
    const left = () => owner.query("select from bullmq.job where queue = 'ids'");
    await vi.waitFor(async () => expect((await left()).rowCount).toBe(0));
    await queue.enqueue({ runId: "c" }, { jobId: "same" });
    await vi.waitFor(() => expect(seen).toEqual(["a", "c"]));
    await processor.close();
  });

  it("does not try again, and forgets a delivery that failed", async () => {
    const queue = defineQueue("failing", schema);
    let calls = 0;
    const processor = queue.createProcessor(
      async () => {
        calls++;
        throw new Error("no");
      },
      { concurrency: 1 },
    );
    await queue.enqueue({ runId: "a" }, { jobId: "x" });
    await vi.waitFor(() => expect(calls).toBe(1));
    await vi.waitFor(async () =>
      expect((await owner.query("select from bullmq.job where queue = 'failing'")).rowCount).toBe(0),
    );
    await processor.close();
    expect(calls).toBe(1);
  });

  it("runs as many at a time as it was told, and drains before it closes", async () => {
    const queue = defineQueue("parallel", schema);
    const { open, opened } = gate();
    let running = 0;
    let done = 0;
    const processor = queue.createProcessor(
      async () => {
        running++;
        await opened;
        done++;
      },
      { concurrency: 3 },
    );
    for (const jobId of ["1", "2", "3", "4"]) await queue.enqueue({ runId: jobId }, { jobId: `p-${jobId}` });
    await vi.waitFor(() => expect(running).toBe(3));
    const closed = processor.close();
    expect(done).toBe(0);
    open();
    await closed;
    expect(done).toBe(running);
  });

  it("refuses a payload of the wrong shape", async () => {
    const queue = defineQueue("typed", z.object({ runId: z.uuid() }));
    await expect(queue.enqueue({ runId: "no uuid" }, { jobId: "x" })).rejects.toThrow("runId");
  });

  it("delivers at every time of a timetable, as it was asked last, until it is asked for none", async () => {
    const queue = defineQueue("timetable", schema);
    const everySecond = { cron: "* * * * * *", timeZone: "UTC" };
    const seen: string[] = [];
    const processor = queue.createProcessor(async ({ runId }) => void seen.push(runId), { concurrency: 1 });
    await queue.schedule("t", { runId: "before" }, { cron: "0 0 1 1 *", timeZone: "UTC" });
    await queue.schedule("t", { runId: "a" }, everySecond);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1), { timeout: 20_000 });
    expect(new Set(seen)).toEqual(new Set(["a"]));
    await queue.unschedule("t");
    await queue.unschedule("t");
    await vi.waitFor(async () =>
      expect((await owner.query("select from bullmq.job where queue = 'timetable'")).rowCount).toBe(0),
    );
    await processor.close();
  });

  it("goes on after every session of it was ended", async () => {
    const queue = defineQueue("dropped", schema);
    const seen: string[] = [];
    const processor = queue.createProcessor(async ({ runId }) => void seen.push(runId), { concurrency: 1 });
    await queue.enqueue({ runId: "before" }, { jobId: "d-1" });
    await vi.waitFor(() => expect(seen).toEqual(["before"]));
    await owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'hireling queue%' or query like '%bullmq_jobs%' and pid <> pg_backend_pid()",
    );
    await vi.waitFor(() => queue.enqueue({ runId: "after" }, { jobId: "d-2" }), { timeout: 10_000 });
    await vi.waitFor(() => expect(seen).toEqual(["before", "after"]), { timeout: 20_000 });
    await processor.close();
  });

  it("says whether it answers, and opens anew after it was closed", async () => {
    await checkQueue();
    await closeQueues();
    await checkQueue();
  });
});
