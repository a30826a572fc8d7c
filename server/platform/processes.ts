import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const ps = (pid: number, column: string): string | null => {
  try {
    return (
      execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim() || null
    );
  } catch {
    return null;
  }
};

const proc = (pid: number, file: string): string | null => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null;
  }
};

/**
 * When a process started, in whatever form the system tells: with the pid it names one process for good, since pids come back.
 * NULL: there is no such process, or it has ended and only waits to be collected.
 */
export function startTimeOf(pid: number): string | null {
  if (process.platform !== "linux") return ps(pid, "stat")?.startsWith("Z") ? null : ps(pid, "lstart");
  const stat = proc(pid, "stat");
  if (!stat) return null;
  // The name in parentheses may contain anything; the fields after it start with the state and have the start time as 20th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
}

export const isAlive = (pid: number): boolean => startTimeOf(pid) !== null;

/** The arguments of a process. NULL: there is none, or it is not ours to see. */
export function commandLineOf(pid: number): string[] | null {
  if (process.platform !== "linux") return ps(pid, "command")?.split(" ") ?? null;
  return proc(pid, "cmdline")?.split("\0").slice(0, -1) ?? null;
}

/** Whether a process has ended and only waits for its parent to collect it. To others its pid is still taken. */
export function isZombie(pid: number): boolean {
  if (isAlive(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether any process works in this folder. Linux only; false elsewhere. */
export function isWorkedIn(folder: string): boolean {
  if (process.platform !== "linux") return false;
  return readdirSync("/proc").some((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder;
    } catch {
      return false; // ended meanwhile, or not ours to see
    }
  });
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Waits until a process (also one that is not our child) has ended. @returns false when it still lives after `ms` milliseconds */
export async function waitForExit(pid: number, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (isAlive(pid)) {
    if (Date.now() >= deadline) return false;
    await delay(15);
  }
  return true;
}
