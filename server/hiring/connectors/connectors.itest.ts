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
import { decide, type JobView, type WaitView } from "..";

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

describe("a run with a connector", () => {
  it("calls its tools with the client's header, and ends its session", async () => {
    agency.follow(callAll(record("a"), record("b")));
    const before = book.calls().length;
    await agency.startWorker();
    const job = await agency.hire(CHOSEN);
    expect((await job.end()).status).toBe("review");
    expect((await job.view()).connectors).toEqual(["book"]);
    const made = book.calls().slice(before);
    expect(made.map(({ args }) => args.entry)).toEqual(["a", "b"]);
    expect([...countCalls(made).values()]).toEqual([1, 1]);
    expect(made.map(({ key }) => key)).toEqual([`${job.runIds[0]}/1/0`, `${job.runIds[0]}/2/0`]);
    expect(await summaryOf(job)).toContain("Recorded b.");
    await expect.poll(() => book.openSessions(), PATIENCE).toBe(0);
  });
});
