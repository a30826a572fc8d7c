import { Client } from "@modelcontextprotocol/sdk/client/index.js";
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
  /** @throws ConnectorFailed */
  listTools(signal: AbortSignal): Promise<Tool[]>;
  /**
   * Makes a call, exactly once.
   * @throws SessionLost when the server does not know the session any more: nothing was called
   * @throws CallUnanswered when it may have happened; ConnectorFailed when it has not
   */
  callTool(name: string, args: Record<string, unknown>, options: CallOptions): Promise<CallToolResult>;
  close(): Promise<void>;
};

/** @param name what people call it, for errors. @throws ConnectorFailed | the signal's reason when aborted */
export async function openSession(name: string, place: Place, signal: AbortSignal): Promise<Session> {
  const client = new Client({ name: "hireling", version: "1.0.0" }, { capabilities: {} });
  const guarded = createGuardedFetch();
  const { transport, leave } = transportTo(place, guarded);
  const close = async (): Promise<void> => {
    await leave();
    await client.close();
    await guarded.close();
  };
  try {
    await client.connect(transport, { signal: ownSignal(signal), timeout: OPEN_MS });
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw readOpeningFailure(name, error);
  }
  return {
    async listTools(within) {
      const options = { signal: ownSignal(within), timeout: OPEN_MS };
      const tools: Tool[] = [];
      try {
        let cursor: string | undefined;
        for (let page = 0; page < MAX_PAGES; page++) {
          // Not `listTools` of the client: it compiles the schemas of what comes out, which are not trusted so far.
          const request = { method: "tools/list" as const, params: { cursor } };
          const found = await client.request(request, ListToolsResultSchema, options);
          tools.push(...found.tools);
          cursor = found.nextCursor;
          if (!cursor || tools.length > MAX_LISTED) break;
        }
      } catch (error) {
        within.throwIfAborted();
        throw readOpeningFailure(name, error);
      }
      return tools;
    },
    async callTool(tool, args, { key, signal: within }) {
      const params = { name: tool, arguments: args, _meta: { "hireling/idempotency-key": key } };
      const options = { signal: ownSignal(within), timeout: CALL_MS };
      try {
        return await client.request({ method: "tools/call", params }, CallToolResultSchema, options);
      } catch (error) {
        within.throwIfAborted();
        throw readAnswerFailure(name, error);
      }
    },
    close,
  };
}

/** The SDK listens to a request's signal for ever, and a shift's signal sees many requests. */
const ownSignal = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal]);

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
