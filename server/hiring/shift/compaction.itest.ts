import { beforeEach, expect, it } from "vitest";
import { auditBooks, getJobUsage } from "#billing";
import { listEvents } from "#events";
import { forkRun } from "#hiring";
import { addPico, parseUsd } from "#kernel";
import { chaosAgency } from "../../../e2e/fixtures/chaos";
import type { JsonObject, Script, ScriptedReply } from "../../../e2e/fixtures/model-server";

const agency = chaosAgency();

/** What the model really takes, and a little more than eight of the steps below: tokens. */
const WINDOW = 26_000;

/** What the model server counts: four bytes to a token, as its usage does. */
const tokensIn = (body: JsonObject): number => Math.ceil(JSON.stringify(body).length / 4);

type Call = { readonly body: JsonObject; readonly isSummary: boolean };

/** The calls that came to the model, and how many it refused as too long. */
let calls: Call[];
let refused: number;

beforeEach(() => {
  calls = [];
  refused = 0;
});

/** All it knows of its work is what it is sent: which note it wrote last, by itself or by its own summary. */
function noteTaker({ body, lastUserText, tools }: Parameters<Script>[0]): ScriptedReply {
  const sent = JSON.stringify(body.messages);
  const written = Math.max(0, ...[...sent.matchAll(/note-(\d+)/g)].map(([, no]) => Number(no)));
  const isSummary = lastUserText.startsWith("Your conversation is about to become too long");
  calls.push({ body, isSummary });
  if (tokensIn(body) > WINDOW) {
    refused += 1;
    const error = { type: "invalid_request_error", message: `prompt is too long: ${tokensIn(body)} > ${WINDOW}` };
    return { fail: { status: 400, body: { type: "error", error } } };
  }
  if (isSummary) {
    const usage = { input_tokens: 100, cache_read_input_tokens: 9_000, cache_creation_input_tokens: 0 };
    return { text: `I have written up to note-${written}.`, usage };
  }
  const wanted = Number(/Write (\d+) notes/.exec(sent)?.[1]);
  if (written >= wanted || lastUserText.startsWith("Stop")) {
    return { toolCalls: [{ name: "deliver", args: { summary: `${written} notes.`, files: [] } }] };
  }
  expect(tools).toContain("write_file");
  const next = `note-${written + 1}`;
  return {
    text: "word ".repeat(800),
    toolCalls: [{ name: "write_file", args: { path: `${next}.md`, content: next } }],
  };
}

const setWindow = (tokens: number) =>
  agency.owner.query("update models set context_window = $1 where provider = 'anthropic'", [tokens]);

const hire = (notes: number) => agency.hire({ brief: `Write ${notes} notes.`, budget: "20.00" });

const attemptsOf = async (jobId: string) => {
  const { lines, waste } = await getJobUsage(agency.scope(), jobId);
  const summaries = lines.filter(({ purpose }) => purpose === "compaction");
  return { lines, waste, summaries, summarised: [...new Set(summaries.map(({ step }) => step))] };
};

const eventsOf = async (jobId: string) =>
  (await listEvents(agency.scope(), jobId, { after: 0, limit: 1_000 })).map(({ type, data }) => ({ type, data }));

/** The turns that were sent, without the marks of what is to be cached: those move on. */
const turnsOf = ({ body }: Call): string[] =>
  (Array.isArray(body.messages) ? body.messages : []).map((message) =>
    JSON.stringify(message).replaceAll(/,"cache_control":\{[^}]*\}/g, ""),
  );

/** Whatever happened between two calls, a later one begins as the one before it did, until it is summarised. */
function expectStablePrefixes(): void {
  for (const [index, call] of calls.entries()) {
    expect([call.body.system, call.body.tools]).toEqual([calls[0]?.body.system, calls[0]?.body.tools]);
    const turns = turnsOf(call);
    expect(turns[0]).toContain('"Write 40 notes."');
    const before = calls[index - 1];
    if (!before) continue;
    // What is asked for is the last turn; all before it has been sent.
    const beginning = call.isSummary ? turns.slice(0, -1) : turns.slice(0, turnsOf(before).length);
    if (call.isSummary) expect(turnsOf(before).slice(0, beginning.length)).toEqual(beginning);
    else if (!before.isSummary) expect(beginning).toEqual(turnsOf(before));
  }
}

it("a run that outgrows its model goes on through summaries, each paid once, whoever is killed while one is made or just after", async () => {
  await setWindow(WINDOW);
  // The first summary never comes, and neither does the answer to the call after it.
  const deaths = [({ isSummary }: Call) => isSummary, ({ isSummary }: Call) => !isSummary];
  let hung = 0;
  agency.follow((request) => {
    const reply = noteTaker(request);
    const call = calls.at(-1);
    const wasSummarised = calls.some(({ isSummary }) => isSummary);
    if (!call || !wasSummarised || !deaths[hung]?.(call)) return reply;
    hung += 1;
    return { fail: { hang: true } };
  });
  const job = await hire(40);
  for (const death of [1, 2]) {
    const worker = await agency.startWorker();
    await expect.poll(() => hung, { timeout: 60_000, interval: 20 }).toBe(death);
    await worker.end("SIGKILL");
    // Its lease runs out at once, rather than in a quarter of a minute.
    await agency.owner.query("update runs set lease_until = now() where id = $1", [job.runIds[0]]);
  }
  await agency.startWorker();
  // Forty steps take their time on a busy machine.
  await expect.poll(async () => (await job.view()).endedAt, { timeout: 180_000, interval: 100 }).not.toBe(null);
  const ended = await job.view();
  expect(ended).toMatchObject({ status: "review", runs: [{ status: "delivered", steps: 41 }] });
  expect(refused).toBe(0);
  expectStablePrefixes();

  const { lines, waste, summaries, summarised } = await attemptsOf(job.id);
  expect(waste.length).toBe(2);
  expect(summarised.length).toBeGreaterThan(4);
  expect(new Set(summaries.map(({ step, attempt }) => `${step} ${attempt}`)).size).toBe(summarised.length);
  expect(new Set(summaries.map(({ component }) => component))).toEqual(new Set(["input", "cacheRead", "output"]));
  expect(new Set(lines.flatMap(({ purpose, step }) => (purpose === "work" ? [step] : []))).size).toBe(41);
  expect(addPico(...lines.map(({ amount }) => parseUsd(amount)))).toBe(parseUsd(ended.cost));

  const events = await eventsOf(job.id);
  const told = events.filter(({ type }) => type === "run.compacted");
  expect(told.map(({ data }) => data.step)).toEqual(summarised);
  expect(told[0]?.data.summary).toMatch(/^I have written up to note-\d+\.$/);
  expect(events.filter(({ type }) => type === "step.settled").length).toBe(41);

  // A fork goes on with what the step that it begins after was asked with. Right before the summary it would be full itself.
  const [runId = ""] = job.runIds;
  const [first = 0] = summarised;
  const sentBy = async (step: number) => {
    const from = calls.length;
    await forkRun(agency.scope(), job.id, { runId, step, text: "Stop here." });
    await job.end();
    return calls.slice(from).map(({ body }) => JSON.stringify(body.messages));
  };
  const before = await sentBy(first - 2);
  expect(before).toEqual([expect.stringContaining("note-1.md")]);
  expect(before[0]).not.toContain("I have written up to");
  const after = await sentBy(first);
  expect(after).toEqual([expect.stringContaining("I have written up to")]);
  expect(after[0]).not.toContain("note-1.md");
  expect((await auditBooks()).filter(({ violations }) => violations > 0)).toEqual([]);
}, 300_000);

it("a model that takes less than its listing says is asked for a summary once it refuses; if that does not help, the run fails", async () => {
  await setWindow(1_000_000);
  await agency.startWorker();
  // It goes on with its work instead of summarising, once.
  agency.follow((request) => {
    const reply = noteTaker(request);
    const isFirst = calls.filter(({ isSummary }) => isSummary).length === 1;
    return calls.at(-1)?.isSummary && isFirst ? { toolCalls: [{ name: "list_files", args: {} }] } : reply;
  });
  const job = await hire(24);
  expect(await job.end()).toMatchObject({ status: "review", runs: [{ status: "delivered", steps: 25 }] });
  const { summarised, waste } = await attemptsOf(job.id);
  expect(refused).toBeGreaterThan(0);
  expect(summarised.length).toBe(refused);
  expect(waste).toMatchObject([{ step: summarised[0], reason: expect.stringContaining("did not summarise") }]);

  calls = [];
  const tooLong = { type: "error", error: { type: "invalid_request_error", message: "prompt is too long" } };
  agency.follow((request) => {
    const reply = noteTaker(request);
    const isTaken = calls.length <= 2 || calls.at(-1)?.isSummary;
    return isTaken ? reply : { fail: { status: 400, body: tooLong } };
  });
  const other = await hire(24);
  const failed = await other.end();
  expect(failed).toMatchObject({ status: "failed", runs: [{ status: "failed", steps: 2 }] });
  expect(failed.runs[0]?.reason).toMatch(/no longer fits .* Hire an agent whose model takes more/);
  expect((await attemptsOf(other.id)).summarised).toEqual([3]);
  expect(calls.map(({ isSummary }) => isSummary)).toEqual([false, false, false, true, false]);
  expect((await auditBooks()).filter(({ violations }) => violations > 0)).toEqual([]);
});
