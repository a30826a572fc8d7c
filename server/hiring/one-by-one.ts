import { logFor } from "#platform";

/**
 * Does something for each, one after the other and each in a transaction of its own: locks of several jobs are never held
 * together. What fails is logged, and keeps nobody else from their turn.
 * @param what for the log
 */
export async function oneByOne<T>(all: readonly T[], what: string, act: (one: T) => Promise<void>): Promise<void> {
  for (const one of all) {
    await act(one).catch((error) => logFor({ module: "hiring" }).error({ err: error, one }, `${what}: one failed`));
  }
}
