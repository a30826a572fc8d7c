import { sql } from "drizzle-orm";
import { toolCalls } from "#drizzle/schema/index";
import { appendAllEvents } from "#events";
import { storableText } from "#kernel";
import { inOneTrip, type Tx } from "#platform";
import type { FinishedCall } from "#runtime";
import { lockClaimedRuns } from "../run-changes";
import { callEvents } from "./call-events";
import type { ClaimedRun } from "./claim-run";
import { together } from "./together";

/** Calls of a run's step that have their answers. */
type AnsweredCalls = { readonly runId: string; readonly step: number; readonly calls: readonly FinishedCall[] };

/** Writes down the answers to calls of locked runs, all in one statement. */
export async function answerCalls(tx: Tx, answered: readonly AnsweredCalls[]): Promise<void> {
  const rows = answered.flatMap(({ runId, step, calls }) =>
    calls.map(({ position, content, isError }) => ({
      run_id: runId,
      step_no: step,
      position,
      content: storableText(content),
      is_error: isError ? "yes" : "no",
    })),
  );
  if (rows.length === 0) return;
  // The keys stand there apart too, so that the calls are looked up however many there are.
  const runIds = sql.param([...new Set(rows.map(({ run_id }) => run_id))]);
  await tx.execute(sql`
    update ${toolCalls} as t
    set state = 'answered', content = a.content, is_error = a.is_error, ended_at = now()
    from json_to_recordset(${JSON.stringify(rows)})
      as a (run_id uuid, step_no int, position int, content text, is_error text)
    where t.run_id = any(${runIds}::uuid[])
      and t.run_id = a.run_id and t.step_no = a.step_no and t.position = a.position`);
}

type Recording = Omit<AnsweredCalls, "runId"> & { readonly claim: ClaimedRun };

/**
 * The answers to a run's calls and the news of them, under the run's lock and epoch, and the job's lock. Those of several
 * runs that come at the same time share a transaction.
 * @throws LeaseLost
 */
export const recordAnswers = together(async (tx, recordings: readonly Recording[]): Promise<undefined[]> => {
  const claims = recordings.map(({ claim }) => claim);
  const news = recordings.map(({ claim: { scope, jobId, runId }, step, calls }) => ({
    orgId: scope.orgId,
    jobId,
    news: callEvents(runId, step, calls),
  }));
  const answered = recordings.map(({ claim: { runId }, ...answers }) => ({ runId, ...answers }));
  await inOneTrip(
    () => lockClaimedRuns(tx, claims),
    () => answerCalls(tx, answered),
    () => appendAllEvents(tx, news),
  );
  return recordings.map(() => undefined);
});
