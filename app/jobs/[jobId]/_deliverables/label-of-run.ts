import type { Deliverable, Job } from "@/_trpc/types";
import { labelOf } from "../_live/label-of";

/** What the run is called whose work this is. */
export function labelOfRun(job: Job, { runId, agentName }: Pick<Deliverable, "runId" | "agentName">): string {
  const run = job.runs.find(({ id }) => id === runId);
  return run ? labelOf(run, job.runs) : agentName;
}
