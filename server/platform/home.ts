import { chmodSync, linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { startTimeOf } from "./processes";

/** Another process uses this home. The message names it. */
export class HomeInUse extends Error {
  override readonly name = "HomeInUse";
}

const holderSchema = z.object({ pid: z.number(), startTime: z.string(), purpose: z.string() });
type Holder = z.infer<typeof holderSchema>;

const lockFile = (home: string): string => join(home, "agency.lock");

/**
 * Creates HIRELING_HOME when there is none, for this user only.
 * @returns its real path, which is what other programs report
 */
export function prepareHome(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    return realpathSync(path);
  } catch (cause) {
    throw new Error(
      `HIRELING_HOME (${path}) cannot be used: ${cause instanceof Error ? cause.message : cause}. Choose a folder that you own`,
      { cause },
    );
  }
}

/** Writes a private file whole or not at all. @returns false when it exists already: someone else was first */
export function createPrivateFile(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Replaces a private file: readers see the old text or the new one. */
export function replacePrivateFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function parse(text: string): Holder | null {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Who holds this home now. NULL: nobody; a lock that was left behind by a killed process does not count. */
export function findHolder(home: string): Holder | null {
  const holder = parse(read(lockFile(home)) ?? "");
  return holder && startTimeOf(holder.pid) === holder.startTime ? holder : null;
}

/** Takes away the lock of a process that is no more. It is moved first and looked at after, so that a new one is not lost. */
function clearStale(home: string): void {
  const aside = `${lockFile(home)}.stale.${process.pid}`;
  try {
    renameSync(lockFile(home), aside);
  } catch {
    return; // another process was quicker
  }
  const holder = parse(read(aside) ?? "");
  if (holder && startTimeOf(holder.pid) === holder.startTime) linkSync(aside, lockFile(home));
  rmSync(aside, { force: true });
}

export type HomeLock = { release(): void };

/**
 * Makes this process the only one that runs the agency of `home`.
 * @param purpose what a second one is told, for example "npm start"
 * @param waitMs how long to wait for the other to finish
 * @throws HomeInUse naming the process that holds it
 */
export async function lockHome(home: string, purpose: string, waitMs = 0): Promise<HomeLock> {
  const startTime = startTimeOf(process.pid);
  if (!startTime) throw new Error("This system does not tell when a process started (is `ps` installed?)");
  const text = JSON.stringify({ pid: process.pid, startTime, purpose } satisfies Holder);
  const deadline = Date.now() + waitMs;
  while (!createPrivateFile(lockFile(home), text)) {
    const holder = findHolder(home);
    if (!holder) clearStale(home);
    else if (Date.now() >= deadline) {
      throw new HomeInUse(
        `The agency in ${home} is in use by process ${holder.pid} (${holder.purpose}). ` +
          "Stop it first, or give this one its own HIRELING_HOME and PORT",
      );
    } else await delay(100);
  }
  return {
    release: () => {
      if (read(lockFile(home)) === text) rmSync(lockFile(home), { force: true });
    },
  };
}
