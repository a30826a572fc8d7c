import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commandLineOf, signal, waitForExit } from "../processes";

export type Postmaster = { readonly pid: number; readonly port: number };

const lockFile = (dataDir: string): string => join(dataDir, "postmaster.pid");

/**
 * The server that runs on this data directory already: one that outlived a `kill -9` of its agency, or another's.
 * A lock file whose pid belongs to some other program by now would keep PostgreSQL from starting: it is removed, and only then.
 */
export function findPostmaster(dataDir: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(lockFile(dataDir), "utf8").split("\n");
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  const command = Number.isInteger(pid) && pid > 0 ? commandLineOf(pid) : null;
  // No such process: PostgreSQL sees that itself, and checks that none of its old children still writes.
  if (!command || command.length === 0) return null;
  if (!command.includes(dataDir)) {
    rmSync(lockFile(dataDir), { force: true });
    return null;
  }
  return { pid, port };
}

const FAST_MS = 2_000;
const IMMEDIATE_MS = 500;

/** Stops a server: sessions are ended and all is written; one that does not obey is ended harder, which loses nothing committed. */
export async function stopPostmaster({ pid }: Pick<Postmaster, "pid">): Promise<void> {
  signal(pid, "SIGINT");
  if (await waitForExit(pid, FAST_MS)) return;
  signal(pid, "SIGQUIT");
  if (await waitForExit(pid, IMMEDIATE_MS)) return;
  signal(pid, "SIGKILL");
  await waitForExit(pid, IMMEDIATE_MS);
}
