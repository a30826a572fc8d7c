import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { commandLineOf, isWorkedIn, isZombie, signal, waitForExit } from "../processes";

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

const COLLECT_MS = 1_000;
const CHILDREN_MS = 10_000;

async function until(condition: () => boolean, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/**
 * A server that was killed may stay as a zombie where nobody collects the dead (a container whose first process is no init). PostgreSQL takes
 * its pid for a running server. The lock file is removed once the last of its children has ended too.
 */
export async function forgetDeadPostmaster(dataDir: string): Promise<void> {
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(lockFile(dataDir), "utf8"), 10);
  } catch {
    return;
  }
  if (!isZombie(pid) || (await until(() => !isZombie(pid), COLLECT_MS))) return;
  if (await until(() => !isWorkedIn(dataDir), CHILDREN_MS)) rmSync(lockFile(dataDir), { force: true });
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
