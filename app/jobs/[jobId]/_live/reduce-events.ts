import type { Draft, EventType, EventView } from "#events";
import { applyEvent } from "./apply-event";
import { isEnded, type LiveEvent, type LiveJob } from "./live-job";

const KNOWN: Record<EventType, true> = {
  "job.posted": true,
  "job.status": true,
  "job.budget": true,
  "job.accepted": true,
  "dispute.opened": true,
  "dispute.resolved": true,
  "run.queued": true,
  "run.started": true,
  "run.stalled": true,
  "run.revived": true,
  "attempt.reserved": true,
  "run.backoff": true,
  "attempt.failed": true,
  "attempt.lost": true,
  "attempt.stopped": true,
  "step.settled": true,
  "tool.finished": true,
  "run.compacted": true,
  "verification.settled": true,
  "delivery.checked": true,
  "run.waiting": true,
  "wait.resolved": true,
  "message.posted": true,
  "message.read": true,
  "run.pausing": true,
  "run.paused": true,
  "run.resumed": true,
  "run.cancelling": true,
  "run.delivered": true,
  "run.failed": true,
  "run.cancelled": true,
};

const isKnown = (event: EventView): event is LiveEvent => event.type in KNOWN;

/**
 * What the page shows after more events. Whatever the chunks, repeats and order in which they arrive, the same set of
 * events gives the same page: an event that was seen is ignored, one that comes too early waits in `early` until the
 * missing ones are there. A type this page does not know (a newer server's) is counted and not shown.
 */
export function reduceEvents(job: LiveJob, events: readonly EventView[]): LiveJob {
  const waiting = new Map([...job.early, ...events].map((event) => [event.seq, event]));
  let next = job;
  for (let event = waiting.get(next.lastSeq + 1); event; event = waiting.get(next.lastSeq + 1)) {
    next = { ...(isKnown(event) ? applyEvent(next, event) : next), lastSeq: event.seq };
  }
  const early = [...waiting.values()].filter(({ seq }) => seq > next.lastSeq).sort((a, b) => a.seq - b.seq);
  return early.length === 0 && next.early.length === 0 ? next : { ...next, early };
}

/** Shows streaming text, unless its step has settled or its run has ended meanwhile. */
export function reduceDraft(job: LiveJob, draft: Draft): LiveJob {
  return {
    ...job,
    runs: job.runs.map((run) => {
      if (run.id !== draft.runId || isEnded(run)) return run;
      const step = run.steps.find(({ step }) => step === draft.step);
      return step?.settled ? run : { ...run, draft: { step: draft.step, text: draft.text } };
    }),
  };
}
