import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { getJobUsage, getWallet } from "#billing";
import { writeDraft } from "#events";
import { addPico, NotFound, parseUsd, ZERO } from "#kernel";
import { analystScript } from "../../e2e/fixtures/model-server";
import { acceptJob, cancelRun, getJob, hire, listDeliverables, openFile, uploadFile } from ".";
import { agencyAtWork, findings, orderOf, runOf } from "./testing/agency-at-work";
import { deliver, turns } from "./testing/replies";

const agency = agencyAtWork({ script: analystScript() });

const sum = (amounts: readonly { readonly amount: string }[]) =>
  addPico(ZERO, ...amounts.map(({ amount }) => parseUsd(amount)));

const upload = (name: string, text: string) =>
  uploadFile(agency.scope, { name, content: Readable.from([Buffer.from(text)]) });

describe("a hire on the Anthropic wire", () => {
  it("delivers, and the bill is exact to the call", async () => {
    agency.follow(analystScript());
    const before = parseUsd((await getWallet(agency.scope)).balance);
    const file = await upload("fares.csv", "class,fare\nfirst,80\nthird,8\n");
    const job = await agency.post({ fileIds: [file.id] });
    const done = await agency.ended(job);
    expect(done).toMatchObject({ status: "review", held: "0.00", runs: [{ status: "delivered", steps: 4 }] });

    const [deliverable] = await listDeliverables(agency.scope, job.id);
    const report = deliverable?.files.find((one) => one.name === "report.md");
    expect(report).toBeDefined();
    const { content } = await openFile(agency.scope, report?.id ?? "");
    expect(Buffer.concat(await content.toArray()).toString()).toContain("2");

    const usage = await getJobUsage(agency.scope, job.id);
    expect(usage.waste).toEqual([]);
    expect(sum(usage.lines)).toBe(parseUsd(done.cost));
    expect(before - parseUsd((await getWallet(agency.scope)).balance)).toBe(parseUsd(done.cost));
    expect(new Set(usage.lines.map((line) => line.step)).size).toBe(4);
  });

  it("numbers its events without a gap", async () => {
    const job = await agency.post();
    const done = await agency.ended(job);
    const events = await agency.eventsOf(job);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: done.lastSeq }, (_, index) => index + 1));
    expect(events.filter((event) => event.type === "step.settled")).toHaveLength(4);
  });

  it("drops a draft that comes after its step has settled", async () => {
    const job = await agency.post();
    const done = await agency.ended(job);
    const runId = done.runs[0]?.id ?? "";
    await writeDraft(agency.scope, job.id, { runId, step: 2, text: "late" });
    const { rows } = await agency.owner.query("select * from run_drafts where run_id = $1", [runId]);
    expect(rows).toEqual([]);
  });

  it("sends the brief word for word, and makes one call a step", async () => {
    const brief = `Zähle die Zeilen <script>alert(1)</script> ${"x".repeat(1_000)}`;
    agency.models.requests.length = 0;
    const job = await agency.post({ brief });
    await agency.ended(job);
    expect(agency.models.requests).toHaveLength(4);
    expect(JSON.stringify(agency.models.requests[0]?.body)).toContain(JSON.stringify(brief).slice(1, -1));
  });

  it("works side by side, and a double click hires once", async () => {
    const many = orderOf({ agents: ["data-analyst", "data-analyst", "data-analyst"], mode: "parallel" });
    const [first, second] = await Promise.all([
      hire(agency.scope, many, { idempotencyKey: "click" }),
      hire(agency.scope, many, { idempotencyKey: "click" }),
    ]);
    expect(second.job.id).toBe(first.job.id);
    expect([first.replayed, second.replayed].sort()).toEqual([false, true]);
    const done = await agency.ended(first.job);
    expect(done.runs.map((run) => run.status)).toEqual(["delivered", "delivered", "delivered"]);
    await expect(hire(agency.scope, orderOf(), { idempotencyKey: "click" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("retries what may pass, charges none of it, and tells the client", async () => {
    let failures = 0;
    const good = analystScript();
    agency.follow((request) => (failures++ < 2 ? { fail: { status: 529 } } : good(request)));
    const job = await agency.post();
    const done = await agency.ended(job);
    expect(done.status).toBe("review");
    const events = await agency.eventsOf(job);
    expect(events.filter((event) => event.type === "attempt.failed")).toHaveLength(2);
    const usage = await getJobUsage(agency.scope, job.id);
    expect(sum(usage.lines)).toBe(parseUsd(done.cost));
    expect(usage.lines.filter((line) => line.step === 1).every((line) => line.attempt === 3)).toBe(true);
  });

  it("fails with the reason when the key is refused, and charges nothing", async () => {
    agency.follow(() => ({ fail: { status: 401 } }));
    const job = await agency.post();
    const done = await agency.ended(job);
    expect(done).toMatchObject({ status: "failed", cost: "0.00", held: "0.00" });
    expect(done.runs[0]?.reason).toMatch(/401|key/i);
  });

  it("lets a model correct itself after a tool that does not exist", async () => {
    const good = analystScript();
    agency.follow((request) =>
      request.turn === 0 ? { toolCalls: [{ name: "rm_rf", args: {} }] } : good({ ...request, turn: request.turn - 1 }),
    );
    const job = await agency.post();
    expect((await agency.ended(job)).status).toBe("review");
  });

  it("cancels one run in the middle of a call while the others go on", async () => {
    const good = analystScript();
    let hanging = 0;
    agency.follow((request) => (request.turn === 0 && hanging++ === 0 ? { fail: { hang: true } } : good(request)));
    const job = await agency.post({ agents: ["data-analyst", "data-analyst"], mode: "parallel" });
    const held = await agency.until(
      job,
      (view) => view.runs.some((run) => run.status === "delivered") && view.held !== "0.00",
    );
    const stuck = held.runs.find((run) => run.status === "working");
    await cancelRun(agency.scope, job.id, stuck?.id ?? "");
    const done = await agency.ended(job);
    expect(done.status).toBe("review");
    expect(done.held).toBe("0.00");
    expect(done.runs.map((run) => run.status).sort()).toEqual(["cancelled", "delivered"]);
    const events = await agency.eventsOf(job);
    const told = events.filter(({ type }) => type === "run.cancelling" || type === "run.cancelled");
    const by = agency.scope.actor.label;
    expect(told).toMatchObject([
      { type: "run.cancelling", runId: stuck?.id, data: { by } },
      { type: "run.cancelled", runId: stuck?.id, data: { by } },
    ]);
  });

  it("waits for money when the budget is used up, and never passes it", async () => {
    agency.follow(() => ({
      toolCalls: [{ name: "list_files", args: {} }],
      usage: { input_tokens: 10_000, output_tokens: 4_000 },
    }));
    const job = await agency.post({ budget: "0.20" });
    const waiting = await agency.until(job, (view) => view.status === "waiting");
    expect(waiting.reason).toBe("budget");
    expect(parseUsd(waiting.cost)).toBeLessThanOrEqual(parseUsd("0.20"));
    expect(waiting.held).toBe("0.00");
    await cancelRun(agency.scope, job.id, waiting.runs[0]?.id ?? "");
    expect((await getJob(agency.scope, job.id)).status).toBe("cancelled");
  });

  it("refuses what cannot be hired, and leaves nothing behind", async () => {
    await expect(hire(agency.scope, orderOf({ agents: ["nobody"] }))).rejects.toMatchObject({
      details: { field: "agents" },
    });
    await expect(hire(agency.scope, orderOf({ agents: ["trainee", "translator"] }))).rejects.toMatchObject({
      details: { field: "mode" },
    });
    for (const budget of ["-1", "NaN", "0.0000001", "0", "1e3"]) {
      await expect(hire(agency.scope, orderOf({ budget }))).rejects.toMatchObject({
        code: "invalid_input",
        details: { field: "budget" },
      });
    }
    await expect(getJob(agency.scope, "0198c0de-0000-7000-8000-000000000000")).rejects.toBeInstanceOf(NotFound);
    const { rows } = await agency.owner.query(
      "select count(*)::int as caps from caps c left join jobs j on j.id = c.subject_id where j.id is null",
    );
    expect(rows[0]).toEqual({ caps: 0 });
  });

  it("keeps a file under its bare name, and refuses what is no table", async () => {
    expect((await upload("../../etc/passwd.csv", "a\n1\n")).name).toBe("passwd.csv");
    await expect(upload("empty.csv", "")).rejects.toMatchObject({ code: "unsupported_media" });
    await expect(upload("photo.csv", "\u0000\u0001PNG")).rejects.toMatchObject({ code: "unsupported_media" });
  });
});

describe("what a failure costs", () => {
  const good = analystScript();

  it("is nothing to the client when the provider gives out in the middle of a run", async () => {
    const before = await getWallet(agency.scope);
    agency.follow((request) => (request.turn < 2 ? good(request) : { fail: { status: 401 } }));
    const job = await agency.ended(await agency.post());
    expect(job).toMatchObject({ status: "failed", runs: [{ status: "failed", steps: 2, cost: "0.00" }] });
    const usage = await getJobUsage(agency.scope, job.id);
    expect(sum(usage.lines)).toBeGreaterThan(0n);
    expect(sum(usage.credits)).toBe(sum(usage.lines));
    expect(usage.credits[0]?.reason).toContain("The run failed: ");
    expect((await getWallet(agency.scope)).balance).toBe(before.balance);
    const events = await agency.eventsOf(job);
    const failed = events.find(({ type }) => type === "run.failed");
    expect(failed?.data).toMatchObject({ cost: "0.00" });
    expect(parseUsd(String(failed?.data.credited))).toBe(sum(usage.lines));
    expect(await findings()).toEqual([]);
  });

  it("is the work that was done when the model declines the task", async () => {
    agency.follow((request) => (request.turn < 2 ? good(request) : { text: "I will not.", finish: "refusal" }));
    const job = await agency.ended(await agency.post());
    expect(job).toMatchObject({ status: "failed", runs: [{ status: "failed", steps: 3 }] });
    const usage = await getJobUsage(agency.scope, job.id);
    expect(usage.credits).toEqual([]);
    expect(parseUsd(job.runs[0]?.cost ?? "")).toBe(sum(usage.lines));
    expect(await findings()).toEqual([]);
  });
});

describe("agents side by side", () => {
  it("are compared, and kept one by one", async () => {
    agency.follow(turns(deliver("Counted.")));
    const done = await agency.until(
      await agency.post({ mode: "parallel", agents: ["data-analyst", "data-analyst"] }),
      "review",
    );
    const keep = (lane: number) => acceptJob(agency.scope, done.id, { runId: runOf(done, lane).id });
    const kept = async () =>
      (await listDeliverables(agency.scope, done.id)).map(({ acceptedAt }) => acceptedAt !== null);
    await keep(2);
    expect(await kept()).toEqual([false, true]);
    await keep(2);
    expect(await kept()).toEqual([false, true]);
    expect((await keep(1)).status).toBe("accepted");
    expect(await kept()).toEqual([true, true]);
    expect((await agency.eventsOf(done)).filter(({ type }) => type === "job.accepted")).toHaveLength(2);
  });
});
