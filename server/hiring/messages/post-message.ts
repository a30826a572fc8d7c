import { eq, sql } from "drizzle-orm";
import { messages, runs } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import { Conflict, newId, type OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { tryDispatch } from "../dispatch/dispatch";
import { lockRuns } from "../lock-runs";
import { readJob, requireJobRow } from "../queries/jobs";
import { lockJob, type RunRow } from "../run-changes";
import type { JobView, MessageOrder } from "../schema";
import { hasRunEnded } from "../states";
import { lockWait } from "../waits/lock-wait";
import { readOpenWaits } from "../waits/open-waits";
import { resolveWait } from "../waits/resolve-wait";

/**
 * Writes to a run, or to all of a job that have not ended. One that waits for an answer takes it as the answer to its
 * oldest question, or to the one named; any other reads it at its next step.
 * @throws NotFound | Conflict when every run has ended, or the question was answered before
 */
export async function postMessage(scope: OrgScope, jobId: string, order: MessageOrder): Promise<JobView> {
  const { text, runId, questionId } = order;
  const view = await withOrg(scope, async (tx) => {
    await requireJobRow(tx, jobId);
    if (questionId !== undefined) {
      await answer(tx, scope, jobId, { text, questionId });
      return readJob(tx, jobId);
    }
    const chosen = await lockRuns(tx, jobId, runId);
    const going = chosen.filter((run) => !hasRunEnded(run.status));
    if (going.length === 0) {
      throw new Conflict("The work has ended, so nobody would read it. Ask for changes instead.", { jobId });
    }
    for (const run of going) {
      const question = (await readOpenWaits(tx, run.id)).find(({ reason }) => reason === "question");
      if (question) await resolveWait(tx, run, question, { kind: "answer", text }, scope.actor.label);
      else await leaveMessage(tx, run, text, scope.actor.label);
    }
    return readJob(tx, jobId);
  });
  announce(jobId);
  await tryDispatch();
  return view;
}

async function answer(
  tx: Tx,
  scope: OrgScope,
  jobId: string,
  { text, questionId }: { readonly text: string; readonly questionId: string },
): Promise<void> {
  const { run, wait } = await lockWait(tx, jobId, questionId);
  await resolveWait(tx, run, wait, { kind: "answer", text }, scope.actor.label);
}

async function leaveMessage(tx: Tx, run: RunRow, text: string, by: string): Promise<void> {
  const [counted] = await tx
    .update(runs)
    .set({ messages: sql`${runs.messages} + 1` })
    .where(eq(runs.id, run.id))
    .returning({ no: runs.messages });
  if (!counted) throw new Error(`run ${run.id} has no row`);
  const { orgId, jobId, id: runId } = run;
  const id = newId();
  await tx.insert(messages).values({ id, orgId, jobId, runId, no: counted.no, text, postedBy: by });
  await lockJob(tx, jobId);
  await appendEvents(tx, orgId, jobId, [{ runId, type: "message.posted", data: { messageId: id, text, by } }]);
}
