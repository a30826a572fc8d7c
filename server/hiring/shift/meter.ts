import { eq } from "drizzle-orm";
import type { Settlement } from "#billing";
import { takeModelOffDuty } from "#catalogue";
import { attempts } from "#drizzle/schema/index";
import { announce, appendEvents, clearDraft } from "#events";
import { formatUsd, storableText } from "#kernel";
import { logFor, type Tx, withOrg, withSystem } from "#platform";
import type { Meter, ModelCallFailed, Reserved } from "#runtime";
import { lockClaimedRun, type RunRow } from "../run-changes";
import { addToRuns } from "./add-to-runs";
import type { ClaimedRun } from "./claim-run";
import { type AgencyCost, type AttemptRow, closeAttempt } from "./close-attempt";
import { reserveCalls, type WantedCall } from "./reserve-calls";
import { type AnsweredCall, chargeCalls, settleCalls } from "./settle-calls";
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

/** An unrated component was at the agency's expense once; it will not happen twice. */
export async function reviewModel(claim: ClaimedRun, { review, unrated }: Settlement): Promise<void> {
  if (review)
    logFor({ module: "meter", runId: claim.runId, orgId: claim.scope.orgId }).warn(
      { review },
      "a usage event needs a look",
    );
  if (unrated.length === 0) return;
  const reason = `It returned ${unrated.join(", ")}, which has no rate on the price list.`;
  await withSystem((tx) => takeModelOffDuty(tx, claim.agent.model.id, reason));
}

/** Failures that surely never reached a model cost nothing; all others may have, so the agency carries an estimate. */
function agencyCost({ kind, facts }: ModelCallFailed): AgencyCost {
  if (facts.usage) return { kind: "borne", usage: facts.usage };
  const free =
    kind === "unauthorized" || kind === "invalid_request" || kind === "rate_limited" || kind === "unavailable";
  return free ? { kind: "none" } : { kind: "borne", usage: null };
}
