import type { FinishedCall } from "./ports";

/** A viewer sees a tool's answer about this soon after it came, while others of the step still run. */
const EVERY_MS = 400;

export type CallRecorder = {
  add(call: FinishedCall): void;
  /** @returns what was added last and is not written down. Resolves when all else is; rejects when a write failed. */
  end(): Promise<readonly FinishedCall[]>;
};

/**
 * Writes finished calls down in small batches, one write at a time: a viewer need not wait for the slowest call of a
 * step, and a crash does not repeat those that were done.
 */
export function createCallRecorder(record: (calls: readonly FinishedCall[]) => Promise<void>): CallRecorder {
  let waiting: FinishedCall[] = [];
  let writing: Promise<void> = Promise.resolve();
  let writtenAt = performance.now();

  function write(): void {
    const batch = waiting;
    waiting = [];
    writtenAt = performance.now();
    writing = writing.then(() => record(batch));
    // `end` tells; until then nobody is waiting for it.
    writing.catch(() => undefined);
  }

  return {
    add(call) {
      waiting.push(call);
      if (performance.now() - writtenAt >= EVERY_MS) write();
    },
    async end() {
      await writing;
      return waiting;
    },
  };
}
