import { Agent, fetch as fetchHttp } from "undici";
import { guardedConnector } from "#platform";
import { privateAddress, readConnectorAddress } from "../address";
import { ConnectorFailed } from "../errors";

/** One answer, unpacked; an event stream is one answer. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const CONNECT_MS = 10_000;
/** Nothing that a connector does takes longer, event streams included. */
const REQUEST_MS = 180_000;

export type GuardedFetch = {
  /** As the SDK takes it. */
  fetch(address: string | URL, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
};

/**
 * The fetch of one session with a connector's servers. Every request has the whole check of its address, at the look-up
 * and at the connection; redirects are not followed; an answer ends with an error after 10 MB, however well it was packed.
 */
export function createGuardedFetch(): GuardedFetch {
  const agents = new Map<string, Agent>();

  function agentFor(url: URL, mayReach: (address: string) => boolean): Agent {
    const known = agents.get(url.origin);
    if (known) return known;
    const connect = guardedConnector({ mayReach, refused: privateAddress, timeoutMs: CONNECT_MS });
    // No connection is used twice: one that its server just closes would leave open whether the request had come.
    const agent = new Agent({ connect, headersTimeout: REQUEST_MS, bodyTimeout: REQUEST_MS, pipelining: 0 });
    agents.set(url.origin, agent);
    return agent;
  }

  return {
    async fetch(address, { method, headers, body, signal } = {}) {
      const { url, mayReach } = readConnectorAddress(address);
      const within = AbortSignal.timeout(REQUEST_MS);
      const response = await fetchHttp(url, {
        method,
        headers: [...new Headers(headers), ["user-agent", "Hireling/1.0 (a connector)"]],
        body: body === null || body === undefined ? undefined : textOf(body),
        signal: signal ? AbortSignal.any([signal, within]) : within,
        redirect: "manual",
        dispatcher: agentFor(url, mayReach),
      });
      const { status, statusText } = response;
      return new Response(response.body && upTo(MAX_BODY_BYTES, response.body, url.host), {
        status,
        statusText,
        headers: [...response.headers],
      });
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

/** The SDK sends JSON and forms, and nothing else. */
function textOf(body: BodyInit): string {
  if (typeof body === "string" || body instanceof URLSearchParams) return body.toString();
  throw new TypeError("only text is sent to a connector");
}

/** Counts what comes out, not what comes in: a megabyte can unpack to a thousand. */
function upTo(bytes: number, body: AsyncIterable<Uint8Array>, host: string): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let seen = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) return controller.close();
      seen += value.byteLength;
      if (seen <= bytes) return controller.enqueue(value);
      await chunks.return?.();
      throw new ConnectorFailed(`${host} answered with more than ${bytes} bytes, the most that is taken.`);
    },
    cancel: async () => void (await chunks.return?.()),
  });
}
