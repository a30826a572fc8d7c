import { and, asc, eq, isNotNull, isNull } from "drizzle-orm";
import { messages } from "#drizzle/schema/index";
import { appendEvents } from "#events";
import type { Tx } from "#platform";
import type { JournalMessage } from "#runtime";
import { lockJob, type RunRow } from "../run-changes";

/**
 * Shows a locked run what its client has written since it last looked: from this step on it stands in its conversation.
 * @returns all that it has seen now, in order
 */
export async function takeMessages(
  tx: Tx,
  run: Pick<RunRow, "id" | "orgId" | "jobId">,
  step: number,
): Promise<JournalMessage[]> {
  const taken = await tx
    .update(messages)
    .set({ seenAtStep: step })
    .where(and(eq(messages.runId, run.id), isNull(messages.seenAtStep)))
    .returning({ id: messages.id });
  if (taken.length > 0) {
    await lockJob(tx, run.jobId);
    const messageIds = taken.map(({ id }) => id);
    await appendEvents(tx, run.orgId, run.jobId, [{ runId: run.id, type: "message.read", data: { messageIds, step } }]);
  }
  return readSeen(tx, run.id);
}

/** What a run has been shown of its client's messages, in order. */
export async function readSeen(tx: Tx, runId: string): Promise<JournalMessage[]> {
  const seen = await tx
    .select({ text: messages.text, step: messages.seenAtStep })
    .from(messages)
    .where(and(eq(messages.runId, runId), isNotNull(messages.seenAtStep)))
    .orderBy(asc(messages.no));
  return seen.flatMap(({ text, step }) => (step === null ? [] : [{ text, step }]));
}
