import type { OrgScope } from "#kernel";
import { DatabaseAway, subscribe, withOrg } from "#platform";
import { JOB_CHANNEL } from "./announce";
import { readDrafts } from "./drafts";
import { readEvents, requireJob } from "./list-events";
import type { Draft, EventView } from "./schema";

export type Sighting =
  | { readonly kind: "event"; readonly event: EventView }
  | { readonly kind: "draft"; readonly draft: Draft };

/** A viewer looks this often even if no ping arrives. */
const LOOK_EVERY_MS = 1000;

/** Waits for a ping, the next look, or the viewer's leaving. Remembers a ping that came while the viewer was reading. */
class Doorbell {
  private rung = false;
  private wake: (() => void) | null = null;

  readonly ring = (): void => {
    this.rung = true;
    this.wake?.();
  };

  async wait(signal: AbortSignal): Promise<void> {
    if (!this.rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_EVERY_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener("abort", this.wake, { once: true });
      });
      if (this.wake) signal.removeEventListener("abort", this.wake);
      this.wake = null;
    }
    this.rung = false;
  }
}

/** While the database is away there is nothing to see; the viewer stays and looks again. */
async function orNothing<Row>(reading: Promise<readonly Row[]>): Promise<readonly Row[]> {
  return reading.catch((error: unknown) => {
    if (error instanceof DatabaseAway) return [];
    throw error;
  });
}

/**
 * Follows a job from `after` on: every event once and in order, and snapshots of streaming text in between.
 * Ends only when `signal` aborts.
 * @throws NotFound
 */
export async function* watchJob(
  scope: OrgScope,
  jobId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Sighting, void, void> {
  await withOrg(scope, (tx) => requireJob(tx, jobId));
  const bell = new Doorbell();
  const unsubscribe = await subscribe(JOB_CHANNEL, (payload) => {
    if (payload === jobId) bell.ring();
  });
  try {
    let cursor = after;
    const shown = new Map<string, string>();
    while (!signal.aborted) {
      for (let batch = await orNothing(readEvents(scope, jobId, cursor)); batch.length > 0; ) {
        for (const event of batch) {
          cursor = event.seq;
          yield { kind: "event", event };
        }
        batch = await orNothing(readEvents(scope, jobId, cursor));
      }
      for (const draft of await orNothing(readDrafts(scope, jobId))) {
        const mark = `${draft.step}:${draft.text.length}:${draft.text.slice(-40)}`;
        if (shown.get(draft.runId) === mark) continue;
        shown.set(draft.runId, mark);
        yield { kind: "draft", draft };
      }
      await bell.wait(signal);
    }
  } finally {
    await unsubscribe();
  }
}
