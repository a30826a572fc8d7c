import { logFor } from "#platform";

/**
 * Does something at once and then again and again, never twice at the same time. A failure is logged, and it goes on.
 * @param everyMs from start to start; longer where one takes longer
 * @returns stops it: aborts the signal of the one under way, and resolves when that has ended
 */
export function repeat(
  name: string,
  work: (signal: AbortSignal) => Promise<void>,
  everyMs: number,
): () => Promise<void> {
  const stop = new AbortController();
  let underWay: Promise<void> | null = null;
  const start = (): void => {
    underWay ??= work(stop.signal)
      .catch((error) => logFor({ module: "worker" }).error({ err: error, name }, "a repeated work failed"))
      .finally(() => {
        underWay = null;
      });
  };
  start();
  const timer = setInterval(start, everyMs);
  return async () => {
    clearInterval(timer);
    stop.abort();
    await underWay;
  };
}
