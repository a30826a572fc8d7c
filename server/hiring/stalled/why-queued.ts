import type { Tx } from "#platform";
import { countWorkers } from "../alive-workers";
import { seatsLeft } from "../dispatch/dispatch";
import type { RunRow } from "../run-changes";

const BACKOFFS: Record<NonNullable<RunRow["backoffCause"]>, (provider: string) => string> = {
  rate_limited: (provider) => `${provider} has asked the agency to slow down`,
  outage: (provider) => `${provider} cannot be reached`,
  limit: (provider) => `The agency's own limit for ${provider} is used up for the moment`,
};

/** Why nobody has taken a queued run, for its client. It always goes on by itself. */
export async function whyQueued(tx: Tx, run: RunRow): Promise<string> {
  const { backoffCause, awaitedProvider, pool } = run;
  if (backoffCause && awaitedProvider)
    return `${BACKOFFS[backoffCause](awaitedProvider)}; it is tried again by itself.`;
  if ((await countWorkers(tx)) === 0) {
    return "No worker of the agency is running. It goes on by itself as soon as one does.";
  }
  if (run.admittedAt === null && (await seatsLeft(tx, pool)) <= 0) {
    return `All seats for ${pool} are taken by other runs. It goes on as soon as one is free.`;
  }
  return "Its turn has come, but no worker has taken it yet: they are busy. It goes on as soon as one has time.";
}
