import type { BackoffCause } from "#kernel";
import type { Job } from "@/_trpc/types";
import type { LiveJob, LiveRun } from "./live-job";

const MESSAGES: Record<BackoffCause, string> = {
  rate_limited: "It has asked the agency to slow down.",
  outage: "It cannot be reached.",
  limit: "The agency's own limit for it is used up for the moment.",
};

/**
 * Adds what no event tells: a queued run gets no seat while its model cools down, whosever calls that came from. The next
 * event of the run replaces it.
 */
export function withCoolDowns(job: LiveJob, facts: readonly Pick<Job["runs"][number], "id" | "backoff">[]): LiveJob {
  const withOwn = (run: LiveRun): LiveRun => {
    const awaited = facts.find(({ id }) => id === run.id)?.backoff;
    const isNews = awaited && (run.backoff === null || run.backoff.until < awaited.until);
    return run.status === "queued" && isNews
      ? { ...run, backoff: { ...awaited, message: MESSAGES[awaited.cause] } }
      : run;
  };
  return { ...job, runs: job.runs.map(withOwn) };
}
