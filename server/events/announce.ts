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
  // Viewers look by themselves every second, so a lost ping costs a second and nothing else.
  await publish(JOB_CHANNEL, ...ids).catch((error: unknown) =>
    logFor({ module: "events" }).warn({ err: error }, "pings were lost"),
  );
}

/** Tells every viewer of a job, in any process, that there is something new to read. Call it after the commit. */
export function announce(jobId: string): void {
  pending.add(jobId);
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => void flush(), COALESCE_MS);
}
