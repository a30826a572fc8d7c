import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "../processes";
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from "./index";

const LOOK_EVERY_MS = 500;

/**
 * Starts a built-in server again whenever it has ended, at the address where it was, so that whoever uses it finds it there. What
 * was committed is there, too.
 * @param say for the operator
 * @returns stops watching, then the server
 */
export function keepRunning(
  server: EmbeddedPostgres,
  options: EmbeddedPostgresOptions,
  say: (line: string) => void,
): () => Promise<void> {
  const stopping = new AbortController();
  let current = server;

  async function revive(): Promise<void> {
    say("the built-in database has ended; starting it again");
    const next = await startEmbeddedPostgres(options);
    current = next;
    const isWhereItWas = next.port === server.port;
    say(
      isWhereItWas
        ? "the built-in database is back"
        : `another program has taken port ${server.port} of the built-in database. Stop that program, then start Hireling again`,
    );
  }

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || isAlive(current.pid)) continue;
      // The last of its children may hold its memory for a moment.
      await revive().catch((error) => say(error instanceof Error ? error.message : String(error)));
    }
  }

  const watching = watch();
  return async () => {
    stopping.abort();
    await watching;
    await current.stop();
  };
}
