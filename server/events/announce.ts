import { logFor, publish } from "#platform";

export const JOB_CHANNEL = "hireling_jobs";

/** At most twenty announcements a second: a NOTIFY in every commit would put all commits in one queue. */
const COALESCE_MS = 50;

let pending = new Set<string>();
let isScheduled = false;

async function flush(): Promise<void> {
  const ids = [...pending];
  pending = new Set();
  isScheduled = false;
  const results = await Promise.allSettled(ids.map((jobId) => publish(JOB_CHANNEL, jobId)));
  for (const result of results) {
    // Viewers look by themselves every second, so a lost ping costs a second and nothing else.
    if (result.status === "rejected") logFor({ module: "events" }).warn({ err: result.reason }, "a ping was lost");
  }
}

/** Tells every viewer of a job, in any process, that there is something new to read. Call it after the commit. */
export function announce(jobId: string): void {
  pending.add(jobId);
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => void flush(), COALESCE_MS);
}
