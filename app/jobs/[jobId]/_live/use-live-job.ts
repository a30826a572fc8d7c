import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useReducer, useState } from "react";
import type { Draft, EventView } from "#events";
import { useTRPC, useTRPCClient } from "@/_trpc/client";
import type { LiveJob } from "./live-job";
import { reduceDraft, reduceEvents } from "./reduce-events";

/** `live`: events come as they happen. `over`: nothing more will happen. */
export type Connection = "live" | "connecting" | "over";

type News = { readonly events: readonly EventView[] } | { readonly draft: Draft };

const reduce = (job: LiveJob, news: News): LiveJob =>
  "draft" in news ? reduceDraft(job, news.draft) : reduceEvents(job, news.events);

const TRY_AGAIN_MS = 3_000;
const FETCH_MISSING_AFTER_MS = 1_500;

/** A failed job may be continued yet. */
const isOver = ({ status }: LiveJob): boolean => status === "accepted" || status === "cancelled";

/** The job as it is now: what the server rendered, and every event after it, once. */
export function useLiveJob(jobId: string, initial: LiveJob): { job: LiveJob; connection: Connection } {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [job, tell] = useReducer(reduce, initial);
  // Fixed: from here on the connection itself remembers where it was, and a repetition does no harm.
  const [from] = useState(initial.lastSeq);
  const over = isOver(job);

  const { status, reset } = useSubscription(
    trpc.jobs.watch.subscriptionOptions(
      { jobId, lastEventId: from },
      {
        enabled: !over,
        onData: (received) => {
          const sighting = "id" in received ? received.data : received;
          tell(sighting.kind === "event" ? { events: [sighting.event] } : { draft: sighting.draft });
        },
      },
    ),
  );

  useEffect(() => {
    if (status !== "error") return;
    const timer = setTimeout(reset, TRY_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [status, reset]);

  const missing = job.early.length > 0 ? job.lastSeq : null;
  useEffect(() => {
    if (missing === null) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      // A failure needs no telling: the subscription brings the same events when it is back.
      client.jobs.events
        .query({ jobId, after: missing, limit: 1000 }, { signal: abort.signal })
        .then(tell, () => undefined);
    }, FETCH_MISSING_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [missing, client, jobId]);

  return { job, connection: over ? "over" : status === "pending" ? "live" : "connecting" };
}
