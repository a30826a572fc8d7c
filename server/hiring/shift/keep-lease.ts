import { and, eq, sql } from "drizzle-orm";
import { runs } from "#drizzle/schema/index";
import { logFor, subscribe, withOrg } from "#platform";
import { STOP_CHANNEL } from "../jobs";
import type { Pulse, Reading } from "../stalled/pulse";
import { type ClaimedRun, LEASE_MS, leaseEnd, RENEW_EVERY_MS } from "./claim-run";

type StopReason = "cancelled" | "lease-lost" | "draining";

/** A lease that renews itself, and says when the work has to stop. */
export type Lease = {
  readonly signal: AbortSignal;
  /** Why the signal aborted; NULL while it has not. */
  stopReason(): StopReason | null;
  stop(reason: StopReason): void;
  end(): Promise<void>;
};

/** What a renewal tells of the last sign of life; nothing when there was none since the renewal before. */
function tell(reading: Reading | null) {
  if (reading === null) return {};
  const { agoMs, quietForMs } = reading;
  return {
    progressAt: sql`now() - ${agoMs} * interval '1 millisecond'`,
    quietUntil: quietForMs === null ? null : sql`now() + ${quietForMs} * interval '1 millisecond'`,
  };
}

/**
 * Renews the claim's lease until it ends, tells with it whether the work gets on, and listens for the client's wish to stop. If the database cannot be reached
 * for a whole lease, another worker may have the run: the work stops.
 */
export async function keepLease(claim: ClaimedRun, pulse: Pulse): Promise<Lease> {
  const log = logFor({ module: "lease", runId: claim.runId, orgId: claim.scope.orgId });
  const controller = new AbortController();
  let reason: StopReason | null = null;
  let renewedAt = Date.now();

  const stop = (why: StopReason): void => {
    reason ??= why;
    controller.abort(why);
  };

  async function renew(): Promise<void> {
    const reading = pulse.read();
    try {
      const [run] = await withOrg(claim.scope, (tx) =>
        tx
          .update(runs)
          .set({ leaseUntil: leaseEnd, ...tell(reading) })
          .where(and(eq(runs.id, claim.runId), eq(runs.leaseEpoch, claim.leaseEpoch), eq(runs.status, "working")))
          .returning({ cancelRequestedAt: runs.cancelRequestedAt }),
      );
      if (!run) return stop("lease-lost");
      renewedAt = Date.now();
      reading?.told();
      if (run.cancelRequestedAt) stop("cancelled");
    } catch (error) {
      log.warn({ err: error }, "the lease could not be renewed");
      if (Date.now() - renewedAt >= LEASE_MS) stop("lease-lost");
    }
  }

  const unsubscribe = await subscribe(
    STOP_CHANNEL,
    (payload) => {
      if (payload === claim.runId) stop("cancelled");
    },
    () => void renew(),
  );
  const timer = setInterval(() => void renew(), RENEW_EVERY_MS);
  // A wish that came between the claim and the subscription is in the row.
  await renew();
  return {
    signal: controller.signal,
    stopReason: () => reason,
    stop,
    async end() {
      clearInterval(timer);
      await unsubscribe();
    },
  };
}
