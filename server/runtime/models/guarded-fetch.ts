/** Sees a body's chunks as they are read, and a break of the connection. */
export type BodyWatch = { onChunk?(chunk: Uint8Array): void; onBreak?(): void };

/**
 * `fetch` whose signal really ends the whole exchange. Node's own forgets the signal while a body is being read, as
 * soon as its request object is garbage-collected (seen on Node 20.20, undici 6.24): a server that falls silent in
 * mid-answer would then hold the call for ever, past every deadline.
 * A redirect is an error: it would be a second request, and would carry the key to another host.
 * @param begin called with the answer's head, before its body is read
 */
export async function guardedFetch(
  input: Parameters<typeof fetch>[0],
  init: RequestInit,
  signal: AbortSignal,
  begin: (response: Response) => BodyWatch = () => ({}),
): Promise<Response> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const response = await Promise.race([fetch(input, { ...init, signal, redirect: "error" }), aborted]);
  const watch = begin(response);
  if (!response.body) return response;
  return new Response(guard(response.body, signal, watch), { status: response.status, headers: response.headers });
}

function guard(body: ReadableStream<Uint8Array>, signal: AbortSignal, watch: BodyWatch): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const stop = () => {
          controller.error(signal.reason);
          // Closes the connection. What it rejects with is what we already know.
          reader.cancel(signal.reason).catch(() => {});
        };
        signal.addEventListener("abort", stop, { once: true });
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (signal.aborted) return;
          if (done) return controller.close();
          watch.onChunk?.(value);
          controller.enqueue(value);
        } catch (error) {
          watch.onBreak?.();
          controller.error(error);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Reads only when asked, so that nothing is seen before the head.
    { highWaterMark: 0 },
  );
}
