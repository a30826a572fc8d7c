import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { reloadEnv } from "#platform";
import { allowServers, type McpServer, readTool, recordTool, startMcpServer } from "../../../e2e/fixtures/mcp-server";
import { CallUnanswered, ConnectorFailed } from "../errors";
import { SessionLost } from "./failures";
import { openSession, type Place, type Session } from "./open-session";

// A program has to start, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const before = { ...process.env };
const signal = new AbortController().signal;
let server: McpServer;

beforeAll(async () => {
  server = await startMcpServer();
  allowServers(server);
});
afterAll(async () => {
  await server.close();
  process.env = before;
  reloadEnv();
});

const open = (url = server.url): Promise<Session> => openSession("Book", { url, authorize: (send) => send }, signal);
const record = (session: Session) => session.callTool("record", { entry: "a" }, { key: "k", signal });

async function failureOf(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => null,
    (error) => error,
  );
}

describe("a session", () => {
  it("lists tools, makes calls with their key, and is ended at the server", async () => {
    const session = await open();
    expect((await session.listTools(signal)).map(({ name }) => name)).toEqual([recordTool.name, readTool.name]);
    expect(await record(session)).toMatchObject({ content: [{ text: "Recorded a." }] });
    expect(server.calls().at(-1)).toEqual({ tool: "record", args: { entry: "a" }, key: "k" });
    expect(server.openSessions()).toBe(1);
    await session.close();
    expect(server.openSessions()).toBe(0);
  });

  const eventStream = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });

  it.each<[string, new (message: string) => Error, RegExp, (response: ServerResponse) => void]>([
    ["breaks off", CallUnanswered, /broke off/, (response) => eventStream(response).end(": so far\n\n")],
    [
      "is cut",
      CallUnanswered,
      /may have happened/,
      (response) => eventStream(response).write("data: {", () => response.destroy()),
    ],
    ["never comes", CallUnanswered, /may have happened/, (response) => response.socket?.destroy()],
    ["is a fault", CallUnanswered, /may have happened/, (response) => response.writeHead(500).end("oops")],
    ["is a refusal", ConnectorFailed, /did not take the call/, (response) => response.writeHead(400).end("no")],
    [
      "leads elsewhere",
      ConnectorFailed,
      /did not take the call/,
      (response) => response.writeHead(307, { location: "https://example.com/" }).end(),
    ],
    ["says that the session is over", SessionLost, /session/, (response) => response.writeHead(404).end()],
    [
      "says so with the code of a bad request",
      SessionLost,
      /session/,
      (response) => response.writeHead(400).end('{"error":{"message":"Bad Request: No valid session ID provided"}}'),
    ],
  ])("tells an answer that %s from one that was refused", async (_, kind, words, answer) => {
    const session = await open();
    server.divert((_request, response) => answer(response));
    const failure = await failureOf(record(session));
    server.divert(null);
    await session.close();
    expect(failure).toBeInstanceOf(kind);
    expect(failure instanceof CallUnanswered).toBe(kind === CallUnanswered);
    expect(String(failure)).toMatch(words);
  });

  const message = async (request: IncomingMessage): Promise<{ id?: number; method?: string }> => {
    let body = "";
    for await (const chunk of request) body += chunk;
    return JSON.parse(body || '{"method":"none"}');
  };
  const answerTo = (response: ServerResponse, id: number | undefined, result: object) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  const welcome = {
    protocolVersion: "2025-06-18",
    capabilities: { tools: {} },
    serverInfo: { name: "x", version: "1" },
  };

  it("is not kept waiting by a server that opens, or lists, without end", async () => {
    const openIn = (ms?: number) => openSession("Tar", { url: server.url, authorize: (send) => send }, signal, ms);
    server.divert(async (request, response) => {
      const { id, method } = await message(request);
      if (method === "initialize") answerTo(response, id, welcome);
    });
    expect(String(await failureOf(openIn(300)))).toContain("could not be reached: the time was over.");
    let pages = 0;
    server.divert(async (request, response) => {
      const { id, method } = await message(request);
      if (method === "initialize") return void answerTo(response, id, welcome);
      if (method !== "tools/list") return void response.writeHead(202).end();
      if (++pages < 3) answerTo(response, id, { tools: [], nextCursor: String(pages) });
    });
    const session = await openIn();
    expect(String(await failureOf(session.listTools(signal, 300)))).toContain("the time was over.");
    server.divert(null);
    await session.close();
  });

  it("is not made to flood a server that asks without end", async () => {
    const session = await open();
    let answers = 0;
    const ping = (id: number) => `data: ${JSON.stringify({ jsonrpc: "2.0", id: `ping-${id}`, method: "ping" })}\n\n`;
    server.divert(async (request, response) => {
      const { id, method } = await message(request);
      if (method === undefined) answers++;
      if (method !== "tools/call") return void response.writeHead(202).end();
      const result = { content: [{ type: "text", text: "Done." }] };
      eventStream(response).write(Array.from({ length: 2_000 }, (_, n) => ping(n)).join(""));
      response.end(`data: ${JSON.stringify({ jsonrpc: "2.0", id, result })}\n\n`);
    });
    expect(await record(session)).toMatchObject({ content: [{ text: "Done." }] });
    await session.close();
    server.divert(null);
    expect(answers).toBeLessThanOrEqual(100);
  });

  it("says that a call was not made when nobody is there", async () => {
    const gone = await startMcpServer();
    allowServers(server, gone);
    const session = await open(gone.url);
    await gone.close();
    const failure = await failureOf(record(session));
    await session.close();
    allowServers(server);
    expect(failure).toBeInstanceOf(ConnectorFailed);
    expect(failure).not.toBeInstanceOf(CallUnanswered);
  });

  it("stops at once when the run is stopped", async () => {
    const session = await open();
    const controller = new AbortController();
    server.fallSilent();
    const calls = server.calls().length;
    const call = failureOf(session.callTool("record", {}, { key: "k", signal: controller.signal }));
    await expect.poll(() => server.calls().length, { timeout: 30_000 }).toBe(calls + 1);
    controller.abort(new Error("cancelled"));
    expect(String(await call)).toContain("cancelled");
    server.speak();
    await session.close();
  });
});

describe("a program of the operator's", () => {
  const program = join(import.meta.dirname, "../../../e2e/fixtures/mcp-server/program.mjs");
  const place = (command: string, args: string[]): Place => ({
    program: { name: "Around", command, args, env: { ONLY: "this" }, organizations: "all" },
  });

  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it("finds nothing of ours in its environment, and does not outlive its session", async () => {
    process.env.A_SECRET_OF_OURS = "secret";
    const session = await openSession("Around", place(process.execPath, [program, "--flag"]), signal);
    const { content } = await session.callTool("look_around", {}, { key: "k", signal });
    const found = JSON.parse(content[0]?.type === "text" ? content[0].text : "");
    expect(found).toMatchObject({ args: ["--flag"], env: { ONLY: "this" } });
    // macOS adds names of its own.
    const names = Object.keys(found.env).filter((name) => !name.startsWith("__"));
    expect(names.sort()).toEqual(["NODE_ENV", "ONLY"]);
    await session.close();
    await expect.poll(() => isAlive(found.pid), { timeout: 30_000 }).toBe(false);
  });

  it("that cannot be started, or says no word of the protocol, is told as such", async () => {
    const missing = await failureOf(openSession("Around", place("/no/such/program", []), signal));
    expect(missing).toBeInstanceOf(ConnectorFailed);
    const mute = await failureOf(openSession("Around", place(process.execPath, ["-e", "process.exit(3)"]), signal));
    expect(mute).toBeInstanceOf(ConnectorFailed);
  });
});
