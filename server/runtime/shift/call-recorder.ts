import type { FinishedCall } from "./ports";

/** A viewer sees a tool's answer about this soon after it came, while others of the step still run. */
const EVERY_MS = 400;

export type CallRecorder = {
  add(call: FinishedCall): void;
  /** Resolves when all that was added is written down. Rejects when a write failed, also an earlier one. */
  flush(): Promise<void>;
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
    if (batch.length === 0) return;
    writing = writing.then(() => record(batch));
    // `flush` tells; until then nobody is waiting for it.
    writing.catch(() => undefined);
  }

  return {
    add(call) {
      waiting.push(call);
      if (performance.now() - writtenAt >= EVERY_MS) write();
    },
    flush() {
      write();
      return writing;
    },
  };
}
