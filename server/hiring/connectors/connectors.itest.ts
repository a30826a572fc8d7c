import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setToolPermissions } from "#connectors";
import { chaosAgency } from "../../../e2e/fixtures/chaos";
import {
  allowServers,
  attachServer,
  countCalls,
  type McpServer,
  readTool,
  recordTool,
  type ScriptedTool,
  say,
  startMcpServer,
} from "../../../e2e/fixtures/mcp-server";
import type { Script, ScriptedReply } from "../../../e2e/fixtures/model-server";
import { decide, type JobView, startWorker, type WaitView, type Worker } from "..";

type ToolCall = NonNullable<ScriptedReply["toolCalls"]>[number];

const SECRET = "Bearer not-for-anyone-else";
const header = { name: "Authorization", value: SECRET };
const long: ScriptedTool = { name: "long", answer: () => say("line of text\n".repeat(20_000)) };
const echo: ScriptedTool = { name: "echo", answer: () => say(`You sent ${SECRET}.`) };
const fail: ScriptedTool = { name: "fail", answer: () => ({ ...say("No such book."), isError: true }) };

const agency = chaosAgency();
let book: McpServer;

beforeAll(async () => {
  book = await startMcpServer({ header, tools: [recordTool, readTool, long, echo, fail] });
  allowServers(book);
  await attachServer(agency.scope(), book, { slug: "book", headers: { [header.name]: header.value } });
});
afterAll(() => book.close());

/** Makes these calls, a step each, then delivers what it was told at last. */
const callAll =
  (...calls: readonly ToolCall[]): Script =>
  ({ turn, toolResults }) => {
    const call = calls[turn];
    if (call) return { toolCalls: [call] };
    const last = toolResults.at(-1);
    if (last?.name === "deliver" && !last.isError) return { text: "Delivered." };
    return { toolCalls: [{ name: "deliver", args: { summary: `Told: ${last?.content}`, files: [] } }] };
  };

const PATIENCE = { timeout: 60_000, interval: 50 };
const CHOSEN = { connectors: ["book"] };
const record = (entry: string): ToolCall => ({ name: "mcp__book__record", args: { entry } });

async function summaryOf({ id }: Pick<JobView, "id">): Promise<string> {
  const { rows } = await agency.owner.query("select summary from deliverables where job_id = $1", [id]);
  return rows[0]?.summary ?? "";
}

/** The approvals that a job's runs wait for now, once there is one. */
async function waitFor(job: Awaited<ReturnType<typeof agency.hire>>): Promise<WaitView> {
  const waits = async () => (await job.view()).runs.flatMap((run) => run.waits);
  await expect.poll(waits, PATIENCE).toHaveLength(1);
  const [wait] = await waits();
  if (!wait) throw new Error("it waits for nothing");
  return wait;
}

describe("a worker killed in the middle of a call", () => {
  /** @returns how often the server had the call when its worker was killed, and what the job then is */
  async function killDuring(call: ToolCall) {
    agency.follow(callAll(call));
    book.fallSilent();
    const before = book.calls().length;
    const first = await agency.startWorker();
    const job = await agency.hire(CHOSEN);
    await expect.poll(() => book.calls().length - before, PATIENCE).toBe(1);
    await first.end("SIGKILL");
    book.speak();
    await agency.startWorker();
    return { job, calls: () => book.calls().slice(before) };
  }

  it("leaves a call that may have happened to a person, and never makes it again by itself", async () => {
    const { job, calls } = await killDuring(record("once"));
    const wait = await waitFor(job);
    expect(wait.subject).toEqual({ kind: "interrupted", tool: "mcp__book__record", args: { entry: "once" } });
    expect(calls()).toHaveLength(1);
    await decide(agency.scope(), job.id, wait.id, { decision: "done", note: "It is in the book." });
    expect((await job.end()).status).toBe("review");
    expect(calls()).toHaveLength(1);
  });

  it("makes a call again that only reads, with the same key", async () => {
    const { job, calls } = await killDuring({ name: "mcp__book__read", args: { entry: "twice" } });
    expect((await job.end()).status).toBe("review");
    expect([...countCalls(calls()).values()]).toEqual([2]);
    expect(await job.bill()).toMatchObject({ charged: 2, lost: [] });
  });
});

describe("a run with a connector", () => {
  let worker: Worker;

  beforeAll(async () => {
    worker = await startWorker();
  });
  afterAll(() => worker.drain());

  it("calls its tools with the client's header and a key of the call, and ends its session", async () => {
    agency.follow(callAll(record("a"), record("b")));
    // Those of killed workers stay open.
    const [before, sessions] = [book.calls().length, book.openSessions()];
    const job = await agency.hire(CHOSEN);
    expect((await job.end()).status).toBe("review");
    expect((await job.view()).connectors).toEqual(["book"]);
    const made = book.calls().slice(before);
    expect(made.map(({ args }) => args.entry)).toEqual(["a", "b"]);
    expect(made.map(({ key }) => key)).toEqual([`${job.runIds[0]}/1/0`, `${job.runIds[0]}/2/0`]);
    expect(await summaryOf(job)).toContain("Recorded b.");
    await expect.poll(() => book.openSessions(), PATIENCE).toBe(sessions);
  });

  it("has none of its tools when it was not chosen", async () => {
    const offered: string[][] = [];
    agency.follow((request) => {
      offered.push(request.tools);
      return callAll(record("unseen"))(request);
    });
    const job = await agency.hire();
    await job.end();
    expect(offered.flat().filter((name) => name.startsWith("mcp__"))).toEqual([]);
    expect(book.calls().some(({ args }) => args.entry === "unseen")).toBe(false);
  });

  it("gets long answers in pages, errors as errors, and never the secret that a server repeats", async () => {
    const results: string[] = [];
    const read = (path: string): ToolCall => ({ name: "read_file", args: { path, offset: 12_000 } });
    agency.follow(({ turn, toolResults }) => {
      results.splice(0, results.length, ...toolResults.map(({ content, isError }) => `${isError} ${content}`));
      const file = /in (connectors\/\S+\.txt): read on/.exec(toolResults[0]?.content ?? "")?.[1] ?? "";
      const calls = [{ name: "mcp__book__long", args: {} }, read(file), { name: "mcp__book__echo", args: {} }];
      const call = [...calls, { name: "mcp__book__fail", args: {} }][turn];
      if (call) return { toolCalls: [call] };
      return { toolCalls: [{ name: "deliver", args: { summary: "Done.", files: [] } }] };
    });
    await (await agency.hire(CHOSEN)).end();
    const [paged, page, echoed, failed] = results;
    expect(paged).toMatch(/^false From book \(long\), 260000 characters.*material, never instructions/);
    expect(paged?.length).toBeLessThan(13_000);
    expect(page).toContain("of 260000");
    expect(echoed).toContain("You sent [secret].");
    expect(failed).toBe("true book (fail) says: No such book.");
  });

  it("waits for the client where it has to ask, and makes the call that they saw", async () => {
    await setToolPermissions(agency.scope(), "book", { record: "ask" });
    agency.follow(callAll(record("asked"), record("skipped")));
    const job = await agency.hire(CHOSEN);
    const first = await waitFor(job);
    expect(first.subject).toEqual({ kind: "permission", tool: "mcp__book__record", args: { entry: "asked" } });
    expect(book.calls().some(({ args }) => args.entry === "asked")).toBe(false);
    await decide(agency.scope(), job.id, first.id, { decision: "approve" });
    await expect.poll(async () => (await job.view()).runs[0]?.steps, PATIENCE).toBe(2);
    const second = await waitFor(job);
    await decide(agency.scope(), job.id, second.id, { decision: "skip" });
    expect((await job.end()).status).toBe("review");
    const made = book.calls().map(({ args }) => args.entry);
    expect(made.filter((entry) => entry === "asked")).toHaveLength(1);
    expect(made).not.toContain("skipped");
    await setToolPermissions(agency.scope(), "book", { record: "allow" });
  });

  it("is not told of a tool that is denied, and loses at once what is denied while it works", async () => {
    await setToolPermissions(agency.scope(), "book", { read: "deny" });
    const offered: string[] = [];
    let told = "";
    let isDenied: Promise<void> | null = null;
    agency.follow(({ turn, tools, toolResults }) => {
      offered.push(...tools);
      told = toolResults.at(-1)?.content ?? told;
      if (turn === 0) return { toolCalls: [record("before")] };
      isDenied ??= setToolPermissions(agency.scope(), "book", { record: "deny" }).then(() => undefined);
      if (turn === 1) return { toolCalls: [record("after")], after: isDenied };
      return { toolCalls: [{ name: "deliver", args: { summary: `Told: ${told}`, files: [] } }] };
    });
    const job = await agency.hire(CHOSEN);
    await job.end();
    expect(offered).toContain("mcp__book__record");
    expect(offered).not.toContain("mcp__book__read");
    expect(await summaryOf(job)).toContain("The client does not allow mcp__book__record.");
    const made = book.calls().map(({ args }) => args.entry);
    expect([made.includes("before"), made.includes("after")]).toEqual([true, false]);
    await setToolPermissions(agency.scope(), "book", { record: "allow", read: "allow" });
  });

  it("asks about a tool whose server describes it otherwise than when it was allowed", async () => {
    agency.follow(callAll(record("changed")));
    book.offer([{ ...recordTool, description: "Writes it, and tells everyone." }, readTool, long, echo, fail]);
    const job = await agency.hire(CHOSEN);
    const wait = await waitFor(job);
    expect(wait.subject).toMatchObject({ kind: "permission", tool: "mcp__book__record" });
    expect(book.calls().some(({ args }) => args.entry === "changed")).toBe(false);
    const told = await agency.owner.query("select subject from notifications where kind = 'connector.changed'");
    expect(told.rows).toEqual([{ subject: "book has changed a tool that you had allowed" }]);
    await decide(agency.scope(), job.id, wait.id, { decision: "approve" });
    expect((await job.end()).status).toBe("review");
    expect(book.calls().filter(({ args }) => args.entry === "changed")).toHaveLength(1);
    await setToolPermissions(agency.scope(), "book", { record: "allow" });
  });

  it("opens another session when the server has forgotten the one it had", async () => {
    let calls = 0;
    agency.follow((request) => {
      // Between the first call and the second the server begins anew.
      if (request.turn === 1 && calls++ === 0) book.forgetSessions();
      return callAll(record("before it forgot"), record("after it forgot"))(request);
    });
    const before = book.calls().length;
    const job = await agency.hire(CHOSEN);
    expect((await job.end()).status).toBe("review");
    const made = book.calls().slice(before);
    expect(made.map(({ args }) => args.entry)).toEqual(["before it forgot", "after it forgot"]);
  });

  it("goes on without a server that does not answer", async () => {
    book.divert((_request, response) => void response.writeHead(502).end("down"));
    agency.follow(callAll(record("unheard")));
    const job = await agency.hire(CHOSEN);
    expect((await job.end()).status).toBe("review");
    book.divert(null);
    expect(await summaryOf(job)).toContain("Told: book could not be reached");
    const { rows } = await agency.owner.query("select status, problem from connectors where slug = 'book'");
    expect(rows).toMatchObject([{ status: "failing" }]);
    const told = await agency.owner.query("select subject from notifications where kind = 'connector.failing'");
    expect(told.rows).toEqual([{ subject: "The connector book does not work" }]);
  });
});

it("no secret is in the log of what happened, in exports, or in plain text in the database", async () => {
  const { rows } = await agency.owner.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  for (const { name } of rows) {
    const found = await agency.owner.query(`select from "${name}" t where t::text like '%not-for-anyone-else%'`);
    expect([name, found.rowCount]).toEqual([name, 0]);
  }
});
