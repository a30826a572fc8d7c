import { execFile } from "node:child_process";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { BARE_ENVIRONMENT } from "./isolation";

const INTERVAL_MS = 250;

/**
 * Looks at a size again and again, for what the kernel does not limit here.
 * Weaker than a limit: a burst between two looks goes unseen.
 * @returns stops watching
 */
export function watch(measure: () => Promise<number>, maxBytes: number, onExceeded: () => void): () => void {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const look = async () => {
    // What cannot be measured now (it may just have ended) is measured the next time.
    const bytes = await measure().catch(() => 0);
    if (stopped) return;
    if (bytes > maxBytes) onExceeded();
    else schedule();
  };
  const schedule = () => {
    timer = setTimeout(look, INTERVAL_MS);
    timer.unref();
  };
  schedule();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** The resident memory of a process group, in bytes, by what every Unix has: `ps`. */
export async function residentMemory(processGroup: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pgid=,rss="], { env: BARE_ENVIRONMENT });
  return residentBytes(stdout, processGroup);
}

/** Sums what `ps -o pgid=,rss=` (kilobytes) lists for one process group, in bytes. */
export function residentBytes(listing: string, processGroup: number): number {
  return listing
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([group]) => Number(group) === processGroup)
    .reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
}

/** The size of all files below a directory, in bytes. */
export async function diskUsage(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map((file) => lstat(join(file.parentPath, file.name)).then(({ size }) => size)),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
