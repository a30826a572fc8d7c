import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

const INTERVAL_MS = 250;

/**
 * Looks at a measure again and again, for what the kernel does not limit here.
 * Weaker than a limit: a burst between two looks goes unseen.
 * @returns stops watching
 */
export function watch<Measured>(
  measure: () => Promise<Measured>,
  isTooMuch: (measured: Measured) => boolean,
  onExceeded: (measured: Measured) => void,
): () => void {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const look = async () => {
    // What cannot be measured now (it may just have ended) is measured the next time.
    const measured = await measure().catch(() => null);
    if (stopped) return;
    if (measured !== null && isTooMuch(measured)) onExceeded(measured);
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

/** The size of all files below a directory, in bytes. */
export async function diskUsage(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map((file) => lstat(join(file.parentPath, file.name)).then(({ size }) => size)),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
