import { and, eq, sql } from "drizzle-orm";
import { recordWaste, releaseHold } from "#billing";
import { getRateTableOf } from "#catalogue";
import { attempts } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import type { ModelCallFailed, ReportedUsage } from "#runtime";

export type AttemptRow = typeof attempts.$inferSelect;

/** What an attempt that the client does not pay cost the agency. */
export type AgencyCost =
  /** It surely never reached a model. */
  | { readonly kind: "none" }
  /** It may have; the provider reported `usage`, or nothing and the cost is estimated. */
  | { readonly kind: "borne"; readonly usage: ReportedUsage | null };

/**
 * Ends an open attempt without a charge: its hold is released and what it cost is booked to the agency, in the caller's
 * transaction, which holds the run's lock and the job's.
 */
export async function closeAttempt(
  tx: Tx,
  attempt: AttemptRow,
  end: {
    readonly state: "failed" | "lost" | "cancelled";
    readonly failure: string;
    /** In which way the provider failed; absent where it did not. */
    readonly kind?: ModelCallFailed["kind"];
    readonly cost: AgencyCost;
  },
): Promise<void> {
  await tx
    .update(attempts)
    .set({ state: end.state, failure: end.failure, failureKind: end.kind ?? null, endedAt: sql`now()` })
    .where(and(eq(attempts.id, attempt.id), eq(attempts.state, "open")));
  await releaseHold(tx, attempt.id);
  if (end.cost.kind === "borne") {
    const rates = await getRateTableOf(tx, attempt.rateCardId, attempt.modelId);
    await recordWaste(tx, attempt, { rates, usage: end.cost.usage, reason: end.failure });
  }
}
