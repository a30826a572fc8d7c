import type { Sighting } from "#events";

const encoder = new TextEncoder();

/** A comment: keeps the connection open through proxies that close silent ones. */
const HEARTBEAT = ": still here\n\n";
const RECONNECT_MS = 1000;

/**
 * The lines of an event stream: an event of the job with its number as `id`, so that a reader resumes behind it;
 * a draft as `event: draft` without one, since it is not part of the record.
 * @param heartbeatMs the longest silence
 */
export async function* eventStream(
  source: AsyncIterable<Sighting>,
  heartbeatMs: number,
): AsyncGenerator<Uint8Array, void, void> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    yield encoder.encode(`retry: ${RECONNECT_MS}\n\n`);
    let next = iterator.next();
    for (;;) {
      const result = await within(next, heartbeatMs);
      if (result === null) {
        yield encoder.encode(HEARTBEAT);
        continue;
      }
      if (result.done) return;
      yield encoder.encode(frameOf(result.value));
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}

/** NULL when `ms` passed first. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** JSON has no line break outside its strings, and escapes them inside: one `data` line is enough. */
function frameOf(sighting: Sighting): string {
  return sighting.kind === "event"
    ? `id: ${sighting.event.seq}\ndata: ${JSON.stringify(sighting.event)}\n\n`
    : `event: draft\ndata: ${JSON.stringify(sighting.draft)}\n\n`;
}
