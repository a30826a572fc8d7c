import { and, eq, inArray, isNull } from "drizzle-orm";
import { agentVersions, jobs, runs, toolCalls, waits } from "#drizzle/schema/index";
import { type WaitSubject, waitSubject } from "#events";
import { type Clock, newId } from "#kernel";
import { notify } from "#notices";
import type { Tx } from "#platform";
import type { StepWait } from "#runtime";
import { changeRun, type RunRow } from "../run-changes";
import { explain, reasonOf, type WaitReason } from "./words";

type WaitRow = typeof waits.$inferSelect;

/** A wait with what is asked, as it was written. */
export const subjectOf = (wait: Pick<WaitRow, "subject">): WaitSubject => waitSubject.parse(wait.subject);

/** What a run waits for now, in the order of its calls. */
export async function readOpenWaits(tx: Tx, runId: string): Promise<WaitRow[]> {
  return tx
    .select()
    .from(waits)
    .where(and(eq(waits.runId, runId), isNull(waits.resolvedAt)))
    .orderBy(waits.stepNo, waits.position, waits.id);
}

/** The reason of a run that waits for these: what the client can do comes first, and a question before all. */
export const reasonFor = (open: readonly Pick<WaitRow, "reason">[]): WaitReason =>
  REASONS.find((reason) => open.some((wait) => wait.reason === reason)) ?? "approval";

const REASONS: readonly WaitReason[] = ["question", "approval", "crew"];

/**
 * Makes a locked run wait for these needs, and for those of its that are open already, and tells its people what they can do. It holds
 * neither a seat nor money meanwhile, and goes on by itself when all have been met (`resolveWait`).
 * @param tx of the system, since it tells people
 */
export async function openWaits(
  tx: Tx,
  run: RunRow,
  step: number,
  needs: readonly StepWait[],
  clock: Clock,
): Promise<void> {
  const { orgId, jobId, id: runId } = run;
  const opened = needs.map(({ position, subject: asked }) => {
    const subject = waitSubject.parse(asked);
    return {
      id: newId(),
      orgId,
      jobId,
      runId,
      reason: reasonOf(subject),
      stepNo: step,
      position,
      subject,
    };
  });
  if (opened.length > 0) await tx.insert(waits).values(opened);
  const positions = needs.flatMap(({ position }) => position ?? []);
  if (positions.length > 0) {
    await tx
      .update(toolCalls)
      .set({ state: "waiting" })
      .where(and(eq(toolCalls.runId, runId), eq(toolCalls.stepNo, step), inArray(toolCalls.position, positions)));
  }
  const open = await readOpenWaits(tx, runId);
  const reason = reasonFor(open);
  const message = opened.map(({ subject }) => explain(subject)).join("\n\n");
  const told = opened.map(({ id, position, subject }) => ({ id, step, position, subject }));
  await changeRun(tx, run, "waiting", reason, [{ runId, type: "run.waiting", data: { reason, message, waits: told } }]);
  const forPeople = opened.filter((wait) => wait.reason !== "crew");
  for (const { id, subject } of forPeople) await tell(tx, run, { id, subject }, clock);
}

async function tell(
  tx: Tx,
  { id: runId, jobId, orgId }: RunRow,
  wait: { readonly id: string; readonly subject: WaitSubject },
  clock: Clock,
): Promise<void> {
  const [facts] = await tx
    .select({ title: jobs.title, postedBy: jobs.postedByUserId, agent: agentVersions.name })
    .from(runs)
    .innerJoin(jobs, eq(jobs.id, runs.jobId))
    .innerJoin(agentVersions, eq(agentVersions.id, runs.agentVersionId))
    .where(eq(runs.id, runId));
  if (!facts) throw new Error(`run ${runId} has no job`);
  const { title, postedBy, agent } = facts;
  const { subject } = wait;
  const isQuestion = subject.kind === "question";
  await notify(tx, {
    orgId,
    kind: isQuestion ? "run.question" : "run.approval",
    subject: isQuestion ? `${agent} has a question about “${title}”` : `${agent} needs your word on “${title}”`,
    body: `${explain(subject)}\n\nIt waits for you, without a cost, and goes on by itself.`,
    href: `/jobs/${jobId}`,
    cause: `wait/${wait.id}`,
    to: postedBy,
    data: { jobId, runId, waitId: wait.id, agent, title, ...subject },
    at: clock.now(),
  });
}
