import { listFiles } from "../tools/workspace";
import { callModel } from "./call-model";
import type { Assignment, FinishedCall, Journal, JournalStep, Meter, ShiftEnd } from "./ports";
import { nextMove } from "./rules";
import { replayCalls, runCalls } from "./run-calls";

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
      const answers = await runCalls(assignment, last, signal).catch((error) => {
        if (signal.aborted) return null;
        throw error;
      });
      // What a stopped tool answered is not what it would have answered: the calls run again in the next shift.
      if (signal.aborted || !answers) return "stopped";
      const { finished, delivery } = answers;
      if (delivery) {
        await journal.deliver(delivery, last.no, finished);
        return "delivered";
      }
      await journal.recordCalls(last.no, finished);
      steps = [...steps.slice(0, -1), answered(last, finished)];
      continue;
    }
    const move = nextMove(steps, assignment.maxSteps);
    if (move.do === "fail") {
      await journal.fail(move.reason);
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
      await journal.fail(end.failed);
      return "failed";
    }
    steps = [...steps, end.settled];
  }
}

/** The step with the answers that its calls have got. */
function answered(step: JournalStep, finished: readonly FinishedCall[]): JournalStep {
  const answers = new Map(finished.map(({ position, content, isError }) => [position, { content, isError }]));
  return {
    ...step,
    calls: step.calls.map((call) => ({ ...call, answer: call.answer ?? answers.get(call.position) ?? null })),
  };
}
