import { and, eq, sql } from "drizzle-orm";
import { toolCalls, waits } from "#drizzle/schema/index";
import { appendEvents, type NewEvent } from "#events";
import { Conflict, parseUsd, systemClock } from "#kernel";
import type { Tx } from "#platform";
import { changeRun, lockJob, type RunRow } from "../run-changes";
import { callEvents } from "../shift/call-events";
import { approveSpending } from "../shift/spending";
import { hasRunEnded } from "../states";
import { readOpenWaits, reasonFor, subjectOf } from "./open-waits";
import { outcomeOf, type Resolution } from "./words";

type WaitRow = typeof waits.$inferSelect;

/**
 * Meets something that a locked run waits for. When nothing else is open the run queues again; one that is paused stays so.
 * @param wait read under the run's lock
 * @param by who it was, for people
 * @throws Conflict when it was resolved before, or the run has ended; InvalidInput when the resolution does not fit
 */
export async function resolveWait(
  tx: Tx,
  run: RunRow,
  wait: WaitRow,
  resolution: Resolution,
  by: string,
): Promise<void> {
  const what = wait.reason === "question" ? "question" : "approval";
  if (wait.resolvedBy !== null) {
    throw new Conflict(`This ${what} needs nothing any more: ${wait.resolvedBy} was first.`, { waitId: wait.id });
  }
  if (hasRunEnded(run.status)) {
    throw new Conflict(`This run is ${run.status}; its ${what} needs nothing any more.`, { status: run.status });
  }
  const subject = subjectOf(wait);
  const outcome = outcomeOf(subject, resolution);
  await tx.update(waits).set({ resolvedAt: sql`now()`, resolvedBy: by, resolution }).where(eq(waits.id, wait.id));
  const isDecision = resolution.kind === "decision";
  const text = resolution.kind === "answer" ? resolution.text : null;
  const news: NewEvent[] = [
    {
      runId: run.id,
      type: "wait.resolved",
      data: {
        waitId: wait.id,
        decision: isDecision ? resolution.decision : null,
        text: isDecision ? resolution.note : text,
        by,
      },
    },
  ];
  if (wait.position !== null) {
    const call = and(
      eq(toolCalls.runId, run.id),
      eq(toolCalls.stepNo, wait.stepNo),
      eq(toolCalls.position, wait.position),
    );
    if (outcome === "allowed") {
      await tx.update(toolCalls).set({ state: "pending", allowedBy: by }).where(call);
    } else {
      const { content, isError } = outcome;
      const [answered] = await tx
        .update(toolCalls)
        .set({ state: "answered", content, isError: isError ? "yes" : "no", endedAt: sql`now()` })
        .where(call)
        .returning({ name: toolCalls.name });
      const { stepNo: step, position } = wait;
      const ms = Math.max(0, systemClock.now().getTime() - wait.createdAt.getTime());
      news.push(...callEvents(run.id, step, [{ position, name: answered?.name ?? "", content, isError, ms }]));
    }
  }
  if (subject.kind === "spend") {
    await lockJob(tx, run.jobId);
    await approveSpending(tx, run.jobId, parseUsd(subject.step));
  }
  const open = await readOpenWaits(tx, run.id);
  if (run.status !== "waiting") return appendEvents(tx, run.orgId, run.jobId, news);
  if (open.length > 0) return changeRun(tx, run, "waiting", reasonFor(open), news);
  return changeRun(tx, run, "queued", null, news);
}
