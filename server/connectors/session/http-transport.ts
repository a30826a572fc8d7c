import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ErrorCode } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { GuardedFetch } from "./guarded-fetch";

/** Answers that a server gets to what it asks in a session, such as a ping. One that asks without end is not answered any more. */
const MAX_ANSWERS = 100;

const request = z.object({ id: z.union([z.string(), z.number()]), method: z.string() });

const NO_STREAM = { status: 405, statusText: "No stream of its own" };

/**
 * Streamable HTTP as the SDK speaks it, with three differences. A server gets no stream of its own: nothing that it would
 * send unasked is wanted, and one would be open for each connector of each run. And an answer that breaks off ends its
 * request at once, since it is not taken up again: the SDK would wait for it until the time is over. And a server that asks
 * and asks within an answer does not make us send it a request for each.
 */
export function httpTransport(url: URL, send: GuardedFetch["fetch"]): StreamableHTTPClientTransport {
  let answers = 0;
  return new StreamableHTTPClientTransport(url, {
    fetch: async (address, init) => {
      if (init?.method === "GET") return new Response(null, NO_STREAM);
      const message: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : null;
      if (isAnswer(message) && ++answers > MAX_ANSWERS) return new Response(null, { status: 202 });
      const response = await send(address, init);
      const asked = request.safeParse(message);
      const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
      if (!asked.success || !isStream || !response.body) return response;
      const { status, headers } = response;
      return new Response(endingFor(asked.data.id, response.body), { status, headers });
    },
  });
}

const isAnswer = (message: unknown): boolean =>
  typeof message === "object" && message !== null && !("method" in message);

/** The stream, and at its end, good or bad, an error for whoever still waits; who has an answer takes no notice of it. */
function endingFor(id: string | number, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const end = (message: string): Uint8Array => {
    const error = { code: ErrorCode.ConnectionClosed, message };
    return new TextEncoder().encode(`\n\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, error })}\n\n`);
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        controller.enqueue(end("its answer broke off"));
      } catch (error) {
        controller.enqueue(end(error instanceof Error ? error.message : String(error)));
      }
      controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
