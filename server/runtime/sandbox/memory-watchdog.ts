import { execFile } from "node:child_process";
import { BARE_ENVIRONMENT } from "./isolation";

const INTERVAL_MS = 250;

/**
 * Watches the resident memory of a process group where the kernel does not limit it (macOS).
 * Weaker than a limit: a burst between two looks goes unseen.
 * @returns stops watching
 */
export function watchMemory(processGroup: number, maxBytes: number, onExceeded: () => void): () => void {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const look = () => {
    execFile("ps", ["-A", "-o", "pgid=,rss="], { env: BARE_ENVIRONMENT }, (error, stdout) => {
      if (stopped) return;
      if (!error && residentBytes(stdout, processGroup) > maxBytes) onExceeded();
      else schedule();
    });
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

/** Sums what `ps -o pgid=,rss=` (kilobytes) lists for one process group, in bytes. */
export function residentBytes(listing: string, processGroup: number): number {
  return listing
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([group]) => Number(group) === processGroup)
    .reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
}
