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

/** Calls of one step that have their answers. */
export type AnsweredStep = { readonly step: number; readonly calls: readonly FinishedCall[] };

/** Answers to calls of a claimed run. */
export type Answered = { readonly claim: ClaimedRun; readonly answers: readonly AnsweredStep[] };

/** Writes down the answers to calls of locked runs, all in one statement. */
export async function answerCalls(tx: Tx, answered: readonly Answered[]): Promise<void> {
  const rows = answered.flatMap(({ claim: { runId }, answers }) =>
    answers.flatMap(({ step, calls }) =>
      calls.map(({ position, content, isError }) => ({
        run_id: runId,
        step_no: step,
        position,
        content: storableText(content),
        is_error: isError ? "yes" : "no",
      })),
    ),
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

/** What viewers are told of answers; no news when there are none. */
export const answersNews = ({
  claim: { scope, jobId, runId },
  answers,
}: Answered): Parameters<typeof appendAllEvents>[1][number] => ({
  orgId: scope.orgId,
  jobId,
  news: answers.flatMap(({ step, calls }) => callEvents(runId, step, calls)),
});

/**
 * The answers to runs' calls and the news of them, under the runs' locks and epochs, and the jobs' locks. Those of several
 * runs that come at the same time share a transaction.
 * @throws LeaseLost
 */
export const recordAnswers = together(async (tx, answered: readonly Answered[]): Promise<undefined[]> => {
  await inOneTrip(
    () =>
      lockClaimedRuns(
        tx,
        answered.map(({ claim }) => claim),
      ),
    () => answerCalls(tx, answered),
    () => appendAllEvents(tx, answered.map(answersNews)),
  );
  return answered.map(() => undefined);
});
