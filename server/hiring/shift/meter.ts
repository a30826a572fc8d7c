import { eq } from "drizzle-orm";
import { attempts } from "#drizzle/schema/index";
import { announce, appendEvents, clearDraft } from "#events";
import { formatUsd, storableText } from "#kernel";
import { type Tx, withOrg } from "#platform";
import type { Meter, ModelCallFailed, ModelFailureKind, Reserved } from "#runtime";
import { lockClaimedRun, type RunRow } from "../run-changes";
import { addToRuns } from "./add-to-runs";
import type { ClaimedRun } from "./claim-run";
import { type AgencyCost, type AttemptRow, closeAttempt } from "./close-attempt";
import { reserveCalls, type WantedCall } from "./reserve-calls";
import { reviewModel } from "./review-model";
import { type AnsweredCall, chargeCalls, settleCalls } from "./settle-calls";
import { settleCompaction } from "./settle-compaction";
import { together } from "./together";

const reserve = together((tx, calls: readonly WantedCall[]) => reserveCalls(tx, calls));
const settle = together((tx, calls: readonly AnsweredCall[]) => settleCalls(tx, calls));

/**
 * The meter of one claimed run: each method is one transaction under the run's lock and epoch, and the job's lock. Calls
 * of several runs that are reserved or settled at the same time share it.
 */
export function createMeter(claim: ClaimedRun): Meter {
  const { scope, runId, jobId } = claim;

  /** Runs a transaction of this shift alone, then tells the viewers. */
  async function write<T>(fn: (tx: Tx, run: RunRow) => Promise<T>): Promise<T> {
    const result = await withOrg(scope, async (tx) => fn(tx, await lockClaimedRun(tx, runId, claim.leaseEpoch)));
    announce(jobId);
    return result;
  }

  return {
    async reserve(bounds) {
      const answer = await reserve({ claim, bounds });
      announce(jobId);
      return answer;
    },

    async settle(attempt, reply) {
      const { settlement, step } = await settle({ claim, attempt, reply });
      announce(jobId);
      await reviewModel(claim, settlement);
      return step;
    },

    settleCompaction: settleCompaction(claim),

    fail: (attempt, failure, retryInMs) =>
      write(async (tx) => {
        const row = await readAttempt(tx, attempt);
        await closeAttempt(tx, row, {
          state: "failed",
          failure: storableText(failure.message),
          cost: agencyCost(failure),
        });
        await clearDraft(tx, runId);
        const data = { step: attempt.step, attempt: attempt.attempt, reason: storableText(failure.message), retryInMs };
        await appendEvents(tx, scope.orgId, jobId, [{ runId, type: "attempt.failed", data }]);
      }),

    async stop(attempt, failure) {
      const { usage } = failure.facts;
      const settlement = await write(async (tx, run) => {
        // Only who stopped it pays for half a step: a run that goes on elsewhere makes this call again.
        if (!usage || !run.cancelRequestedAt) {
          const row = await readAttempt(tx, attempt);
          const message = usage ? "Stopped by the agency." : "Stopped before the provider reported any use.";
          await closeAttempt(tx, row, { state: "cancelled", failure: message, cost: agencyCost(failure) });
          return null;
        }
        const [settlement] = await chargeCalls(tx, [{ claim, attempt, usage }]);
        if (!settlement) throw new Error(`attempt ${attempt.attemptId} was left unsettled`);
        const totals = (await addToRuns(tx, [{ claim, run, settlement, steps: 0 }]))(runId);
        const data = { step: attempt.step, attempt: attempt.attempt, cost: formatUsd(settlement.cost), totals };
        await appendEvents(tx, scope.orgId, jobId, [{ runId, type: "attempt.stopped", data }]);
        return settlement;
      });
      if (settlement) await reviewModel(claim, settlement);
    },
  };
}

async function readAttempt(tx: Tx, { attemptId }: Reserved): Promise<AttemptRow> {
  const [row] = await tx.select().from(attempts).where(eq(attempts.id, attemptId));
  if (!row) throw new Error(`attempt ${attemptId} has no row`);
  return row;
}

/** Failures that surely never reached a model cost nothing; all others may have, so the agency carries an estimate. */
function agencyCost({ kind, facts }: ModelCallFailed): AgencyCost {
  if (facts.usage) return { kind: "borne", usage: facts.usage };
  return UNHEARD.has(kind) ? { kind: "none" } : { kind: "borne", usage: null };
}

const UNHEARD = new Set<ModelFailureKind>([
  "unauthorized",
  "invalid_request",
  "overflow",
  "rate_limited",
  "unavailable",
]);
