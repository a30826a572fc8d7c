import { announce, appendEvents } from "#events";
import { formatUsd } from "#kernel";
import type { Meter } from "#runtime";
import { coolDown, noteAnswer, readStrikes } from "../dispatch/cool-down";
import { lookAgain } from "../dispatch/gate";
import { addToRun } from "./add-to-runs";
import type { ClaimedRun } from "./claim-run";
import { closeAttempt } from "./close-attempt";
import { agencyCost, failAttempt, readAttempt } from "./fail-attempt";
import { createGatePass } from "./pass-gate";
import { reserveCalls, type WantedCall } from "./reserve-calls";
import { reviewModel } from "./review-model";
import type { AfterSettled } from "./settle-beside";
import { type AnsweredCall, chargeCalls, settleCalls } from "./settle-calls";
import { settleCompaction } from "./settle-compaction";
import { together } from "./together";
import type { Writer } from "./writer";

const reserve = together((tx, calls: readonly WantedCall[]) => reserveCalls(tx, calls));
const settle = together((tx, calls: readonly AnsweredCall[]) => settleCalls(tx, calls));

/** A meter that knows what follows a settled call, for those who settle beside it. */
type RunMeter = Meter & {
  readonly settled: AfterSettled;
};

/**
 * The meter of one claimed run: each method is one transaction under the run's lock and epoch, and the job's lock. Calls
 * of several runs that are reserved or settled at the same time share it.
 */
export function createMeter(claim: ClaimedRun, writer: Writer): RunMeter {
  const { scope, runId, jobId } = claim;
  const { model } = claim.agent;
  const { carry, write } = writer;

  const gate = createGatePass(claim, write);

  const settled: AfterSettled = async (settlement) => {
    noteAnswer(model.id);
    await gate.leave(settlement.inputTokens + settlement.outputTokens);
    await reviewModel(claim, settlement);
  };

  return {
    settled,

    async reserve(bounds) {
      const heldOff = await gate.enter(bounds);
      if (heldOff) return heldOff;
      const answer = await carry((answers) => reserve({ claim, bounds, answers }));
      if (answer.kind !== "reserved") await gate.leave(null);
      announce(jobId);
      return answer;
    },

    async settle(attempt, reply) {
      const { settlement, step } = await settle({ claim, attempt, reply });
      announce(jobId);
      await settled(settlement);
      return step;
    },

    settleCompaction: settleCompaction(claim, writer, settled),

    async fail(attempt, failure) {
      const strikes = await readStrikes(model.id);
      const { plan, cool } = await write((tx, run) => failAttempt(tx, run, attempt, failure, strikes));
      // What was refused was not used; of the rest nobody knows, so it counts as estimated.
      if (agencyCost(failure).kind === "none") await gate.leave(0n);
      if (cool) {
        await coolDown(model.id, cool.ms, cool.cause, strikes);
        lookAgain();
      }
      return plan;
    },

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
        const totals = await addToRun(tx, { claim, run, settlement, steps: 0 });
        const data = { step: attempt.step, attempt: attempt.attempt, cost: formatUsd(settlement.cost), totals };
        await appendEvents(tx, scope.orgId, jobId, [{ runId, type: "attempt.stopped", data }]);
        return settlement;
      });
      if (settlement) await settled(settlement);
    },
  };
}
