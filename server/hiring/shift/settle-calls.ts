import { sql } from "drizzle-orm";
import { type FinishedAttempt, lockHolds, type Settlement, settleHolds } from "#billing";
import { getRateTableOf } from "#catalogue";
import { attempts } from "#drizzle/schema/index";
import { appendAllEvents, clearDrafts } from "#events";
import { formatUsd } from "#kernel";
import { inOneTrip, type Tx } from "#platform";
import type { JournalStep, ModelReply, Reserved } from "#runtime";
import { lockClaimedRuns } from "../run-changes";
import { addUp, type RunSums, writeSums } from "./add-to-runs";
import type { ClaimedRun } from "./claim-run";
import type { AttemptRow } from "./close-attempt";
import { storable } from "./storable";
import { writeSteps } from "./write-steps";

/** A model call that has brought a turn. */
export type AnsweredCall = { readonly claim: ClaimedRun; readonly attempt: Reserved; readonly reply: ModelReply };

export type SettledCall = { readonly settlement: Settlement; readonly step: JournalStep };

/** An attempt that ends with a charge, and what the provider reported of it. */
export type ChargedCall = {
  readonly claim: ClaimedRun;
  readonly attempt: Reserved;
  readonly usage: ModelReply["usage"];
};

/**
 * Writes the steps of runs, their usage and their charges, in one transaction under the runs' locks and epochs and the
 * jobs' locks: if it commits, all of them happened. Each is decided by itself, in the order given.
 * @returns in the order of the calls
 * @throws LeaseLost when another worker has one of the runs | Conflict when an attempt was closed already
 */
export async function settleCalls(tx: Tx, calls: readonly AnsweredCall[]): Promise<SettledCall[]> {
  const ids = calls.map(({ attempt }) => attempt.attemptId);
  const [runs, steps, rowOf, holds] = await inOneTrip(
    () =>
      lockClaimedRuns(
        tx,
        calls.map(({ claim }) => claim),
      ),
    () => writeSteps(tx, calls),
    () => endAttempts(tx, ids),
    () => lockHolds(tx, ids),
  );
  const answered = calls.map(({ claim, attempt, reply }) => ({ claim, attempt, usage: reply.usage }));
  const finished = await finish(tx, answered, rowOf);
  let settled: readonly Settled[] = [];
  await settleHolds(tx, finished, holds, (settlements) => {
    settled = calls.map(({ claim, attempt }, index) => {
      const [run, step, settlement] = [runs[index], steps[index], settlements[index]];
      if (!run || !step || !settlement) throw new Error(`attempt ${attempt.attemptId} was left unsettled`);
      return { claim, attempt, step, settlement, sums: addUp({ claim, run, settlement, steps: 1 }) };
    });
    return inOneTrip(
      () =>
        writeSums(
          tx,
          settled.map(({ sums }) => sums),
        ),
      () =>
        clearDrafts(
          tx,
          calls.map(({ claim }) => claim.runId),
        ),
      () => appendAllEvents(tx, settled.map(newsOf)),
    );
  });
  return settled.map(({ settlement, step }) => ({ settlement, step: { ...step, tokens: tokensOf(settlement) } }));
}

type JobNews = Parameters<typeof appendAllEvents>[1][number];

type Settled = Omit<AnsweredCall, "reply"> & SettledCall & { readonly sums: RunSums };

const newsOf = ({ claim: { scope, jobId, runId }, attempt, step, settlement, sums }: Settled): JobNews => ({
  orgId: scope.orgId,
  jobId,
  news: [
    {
      runId,
      type: "step.settled",
      data: {
        step: attempt.step,
        attempt: attempt.attempt,
        text: step.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join(""),
        toolCalls: step.calls.map(({ position, name, args }) => ({ position, name, args })),
        inputTokens: settlement.inputTokens.toString(),
        outputTokens: settlement.outputTokens.toString(),
        cost: formatUsd(settlement.cost),
        credited: formatUsd(settlement.credited),
        totals: sums.totals,
      },
    },
  ],
});

const tokensOf = ({ inputTokens, outputTokens }: Settlement): number => Number(inputTokens + outputTokens);

/**
 * Ends open attempts with a charge. The runs and jobs are locked.
 * @returns in the order of the calls
 */
export async function chargeCalls(tx: Tx, calls: readonly ChargedCall[]): Promise<Settlement[]> {
  const ids = calls.map(({ attempt }) => attempt.attemptId);
  const [rowOf, holds] = await inOneTrip(
    () => endAttempts(tx, ids),
    () => lockHolds(tx, ids),
  );
  return settleHolds(tx, await finish(tx, calls, rowOf), holds);
}

/** Puts to ended calls the prices that they were reserved with. */
async function finish(tx: Tx, calls: readonly ChargedCall[], rowOf: RowOf): Promise<FinishedAttempt[]> {
  const finished: FinishedAttempt[] = [];
  for (const { claim, attempt, usage } of calls) {
    const row = rowOf(attempt.attemptId);
    const rates = await getRateTableOf(tx, row.rateCardId, row.modelId);
    const raw = storable(usage.raw);
    finished.push({ attempt: row, rates, markupBps: claim.agent.markupBps, usage: { api: usage.api, raw } });
  }
  return finished;
}

type RowOf = (attemptId: string) => AttemptRow;

async function endAttempts(tx: Tx, attemptIds: readonly string[]): Promise<RowOf> {
  const rows = await tx
    .update(attempts)
    .set({ state: "settled", endedAt: sql`now()` })
    .where(sql`${attempts.id} = any(${sql.param(attemptIds)}::uuid[]) and ${attempts.state} = 'open'`)
    .returning();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return (attemptId) => {
    const row = byId.get(attemptId);
    if (!row) throw new Error(`attempt ${attemptId} is not open`);
    return row;
  };
}
