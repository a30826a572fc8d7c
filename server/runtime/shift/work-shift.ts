import { listFiles } from "../tools/workspace";
import { callModel } from "./call-model";
import { createCallRecorder } from "./call-recorder";
import type { Assignment, FinishedCall, Journal, JournalStep, Meter, ShiftEnd } from "./ports";
import { nextMove } from "./rules";
import { proposeDelivery, replayCalls, runCalls } from "./run-calls";

export type ShiftPorts = {
  readonly meter: Meter;
  readonly journal: Journal;
  /** Aborts when the client cancels, the lease is gone, or a draining worker has waited long enough: stop at once. */
  readonly signal: AbortSignal;
  /** True while the worker drains: finish the model call and the tools under way, and begin nothing new. */
  readonly isEnding: () => boolean;
};

/**
 * Works on a run until it ends, waits or is stopped. All it knows stands in the journal, so it can be killed between
 * any two lines and go on elsewhere: a settled step is never called again, and only calls that may be repeated are.
 * @param workspaceIsNew the directory was made just now, so files of earlier steps must be made again
 * @throws LeaseLost when another worker has the run
 */
export async function workShift(assignment: Assignment, ports: ShiftPorts, workspaceIsNew: boolean): Promise<ShiftEnd> {
  const { journal, signal, isEnding } = ports;
  let steps = await journal.read();
  if (workspaceIsNew) await replayCalls(assignment, steps, signal);
  for (;;) {
    if (signal.aborted || isEnding()) return "stopped";
    const last = steps.at(-1);
    if (last?.calls.some((call) => call.answer === null)) {
      const answers = await answerCalls(assignment, last, ports);
      // What a stopped tool answered is not what it would have answered: such calls run again in the next shift.
      if (signal.aborted || !answers) return "stopped";
      if (answers === "delivered") return "delivered";
      steps = [...steps.slice(0, -1), answered(last, answers)];
      continue;
    }
    const move = nextMove(steps, assignment.maxSteps);
    if (move.do === "fail") {
      await journal.fail(move.reason, "task");
      return "failed";
    }
    if (move.do === "hand-over-text") {
      const files = (await listFiles(assignment.workspace)).filter((file) => !file.isInput);
      await journal.deliver({ summary: move.summary, files }, steps.length, []);
      return "delivered";
    }
    const end = await callModel(assignment, steps, ports);
    if (end === "waiting" || end === "stopped") return end;
    if ("failed" in end) {
      await journal.fail(end.failed, end.fault);
      return "failed";
    }
    steps = [...steps, end.settled];
  }
}

/** Runs a step's open calls and writes the answers down. @returns the answers, or null when the work was stopped */
async function answerCalls(
  assignment: Assignment,
  step: JournalStep,
  { journal, signal }: ShiftPorts,
): Promise<FinishedCall[] | "delivered" | null> {
  const answers: FinishedCall[] = [];
  const recorder = createCallRecorder((calls) => journal.recordCalls(step.no, calls));
  try {
    await runCalls(assignment, step, signal, (call) => {
      answers.push(call);
      recorder.add(call);
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  await recorder.flush();
  if (signal.aborted) return null;
  const { finished, delivery } = await proposeDelivery(assignment, step);
  if (delivery) {
    await journal.deliver(delivery, step.no, finished);
    return "delivered";
  }
  if (finished.length > 0) await journal.recordCalls(step.no, finished);
  return [...answers, ...finished];
}

/** The step with the answers that its calls have got. */
function answered(step: JournalStep, finished: readonly FinishedCall[]): JournalStep {
  const answers = new Map(finished.map(({ position, content, isError }) => [position, { content, isError }]));
  return {
    ...step,
    calls: step.calls.map((call) => ({ ...call, answer: call.answer ?? answers.get(call.position) ?? null })),
  };
}
