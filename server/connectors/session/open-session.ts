import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { RequestOptions } from "@modelcontextprotocol/sdk/shared/protocol.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  type CallToolResult,
  CallToolResultSchema,
  ListToolsResultSchema,
  type Tool,
} from "@modelcontextprotocol/sdk/types.js";
import type { Program } from "../programs";
import { readAnswerFailure, readOpeningFailure } from "./failures";
import { createGuardedFetch, type GuardedFetch } from "./guarded-fetch";
import { httpTransport } from "./http-transport";
import { ProgramTransport } from "./program-transport";

/** Opening, and listing the tools, each. Milliseconds. */
const OPEN_MS = 20_000;
/** How long one call may take. Milliseconds. */
const CALL_MS = 120_000;
const CLOSE_MS = 3_000;
const MAX_PAGES = 20;
/** More are listed by nobody who means it; fewer are taken. */
const MAX_LISTED = 1_000;

/** Where a connector's server is, and what has to go with each request. */
export type Place =
  | { readonly url: string; readonly authorize: (send: GuardedFetch["fetch"]) => GuardedFetch["fetch"] }
  | { readonly program: Program };

/** What goes with a call beside its arguments. */
type CallOptions = {
  /** The same for the same call however often it is made, so that a server can take it once. */
  readonly key: string;
  readonly signal: AbortSignal;
};

/** A connection to one connector's server. */
export type Session = {
  /** @param listMs how long that may take, however many pages there are. @throws ConnectorFailed */
  listTools(signal: AbortSignal, listMs?: number): Promise<Tool[]>;
  /**
   * Makes a call, exactly once.
   * @throws SessionLost when the server does not know the session any more: nothing was called
   * @throws CallUnanswered when it may have happened; ConnectorFailed when it has not
   */
  callTool(name: string, args: Record<string, unknown>, options: CallOptions): Promise<CallToolResult>;
  close(): Promise<void>;
};

/**
 * @param name what people call it, for errors
 * @param openMs how long that may take, however many requests it takes
 * @throws ConnectorFailed | the signal's reason when aborted
 */
export async function openSession(
  name: string,
  place: Place,
  signal: AbortSignal,
  openMs: number = OPEN_MS,
): Promise<Session> {
  const client = new Client({ name: "hireling", version: "1.0.0" }, { capabilities: {} });
  const guarded = createGuardedFetch();
  const { transport, leave } = transportTo(place, guarded);
  const close = async (): Promise<void> => {
    await leave();
    await client.close();
    await guarded.close();
  };
  try {
    await inTime(signal, openMs, (within) => client.connect(transport, { signal: within, timeout: openMs }));
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw readOpeningFailure(name, error);
  }
  return {
    async listTools(within, listMs = OPEN_MS) {
      try {
        return await inTime(within, listMs, (limited) => listAll(client, { signal: limited, timeout: listMs }));
      } catch (error) {
        within.throwIfAborted();
        throw readOpeningFailure(name, error);
      }
    },
    async callTool(tool, args, { key, signal: within }) {
      const params = { name: tool, arguments: args, _meta: { "hireling/idempotency-key": key } };
      try {
        return await inTime(within, CALL_MS, (limited) =>
          client.request({ method: "tools/call", params }, CallToolResultSchema, { signal: limited, timeout: CALL_MS }),
        );
      } catch (error) {
        within.throwIfAborted();
        throw readAnswerFailure(name, error);
      }
    },
    close,
  };
}

async function listAll(client: Client, options: RequestOptions): Promise<Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    // Not `listTools` of the client: it compiles the schemas of what comes out, which are not trusted so far.
    const request = { method: "tools/list" as const, params: { cursor } };
    const found = await client.request(request, ListToolsResultSchema, options);
    tools.push(...found.tools);
    cursor = found.nextCursor;
    if (!cursor || tools.length > MAX_LISTED) break;
  }
  return tools;
}

/**
 * Gives something so much time in all, however many requests it makes: the SDK's own limits are those of single ones, and
 * of some it has none. Its signal is silent afterwards, since the SDK listens to it for ever, and would take back what it
 * asked long ago.
 */
async function inTime<T>(signal: AbortSignal, ms: number, act: (within: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const stop = (): void => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(new DOMException("the time was over", "TimeoutError")), ms);
  signal.addEventListener("abort", stop, { once: true });
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
  });
  try {
    return await Promise.race([act(controller.signal), ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

function transportTo(
  place: Place,
  guarded: GuardedFetch,
): { readonly transport: Transport; readonly leave: () => Promise<void> } {
  if ("program" in place) return { transport: new ProgramTransport(place.program), leave: async () => undefined };
  const send = place.authorize(guarded.fetch);
  const brief: GuardedFetch["fetch"] = (address, init) =>
    send(address, init?.method === "DELETE" ? { ...init, signal: AbortSignal.timeout(CLOSE_MS) } : init);
  const transport = httpTransport(new URL(place.url), brief);
  // A server that is told can forget the session; one that cannot be told will do so by itself.
  const leave = (): Promise<void> => transport.terminateSession().catch(() => undefined);
  return { transport, leave };
}
