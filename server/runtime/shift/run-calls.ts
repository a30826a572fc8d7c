import { BUILT_IN_TOOLS, type Delivery, parseDeliver, runTool, type ToolOutput } from "../tools";
import type { Assignment, FinishedCall, JournalCall, JournalStep } from "./ports";

export type StepCalls = {
  readonly finished: readonly FinishedCall[];
  /** What the step's `deliver` hands over; null when it called none, or the call was refused. */
  readonly delivery: Delivery | null;
};

const DELIVERED: ToolOutput = { content: "Delivered.", isError: false };
const TWICE = {
  ok: false,
  output: { content: "deliver was called twice in one step; the first one counts.", isError: true },
} as const;

const isPure = (name: string): boolean =>
  Object.values(BUILT_IN_TOOLS).some((tool) => tool.name === name && tool.effect === "pure");

/**
 * Runs the calls of a step that have no answer yet. Calls that change nothing run side by side, otherwise the
 * model's order counts; `deliver` comes last in any case, so that it sees what the others wrote.
 */
export async function runCalls(assignment: Assignment, step: JournalStep, signal: AbortSignal): Promise<StepCalls> {
  const open = step.calls.filter((call) => call.answer === null);
  const work = open.filter((call) => call.name !== "deliver");
  const finished: FinishedCall[] = [];
  if (work.every((call) => isPure(call.name))) {
    finished.push(...(await Promise.all(work.map((call) => runOne(assignment, call, signal)))));
  } else {
    for (const call of work) finished.push(await runOne(assignment, call, signal));
  }
  let delivery: Delivery | null = null;
  for (const call of open.filter(({ name }) => name === "deliver")) {
    const started = performance.now();
    const proposed: Awaited<ReturnType<typeof parseDeliver>> = delivery
      ? TWICE
      : await parseDeliver(call.args, assignment.workspace);
    if (proposed.ok) delivery = proposed.value;
    finished.push(finish(call, proposed.ok ? DELIVERED : proposed.output, started));
  }
  return { finished, delivery };
}

/** Makes the files of finished calls again, in a workspace that was lost with its machine. Pure calls made none. */
export async function replayCalls(
  assignment: Assignment,
  steps: readonly JournalStep[],
  signal: AbortSignal,
): Promise<void> {
  for (const call of steps.flatMap((step) => step.calls)) {
    if (call.answer && !call.answer.isError && call.name !== "deliver" && !isPure(call.name)) {
      await runOne(assignment, call, signal);
    }
  }
}

async function runOne(assignment: Assignment, call: JournalCall, signal: AbortSignal): Promise<FinishedCall> {
  const started = performance.now();
  const output = await runTool(call.name, call.args, { workspace: assignment.workspace, signal }, assignment.tools);
  return finish(call, output, started);
}

const finish = (call: JournalCall, output: ToolOutput, startedAt: number): FinishedCall => ({
  position: call.position,
  name: call.name,
  content: output.content,
  isError: output.isError,
  ms: Math.round(performance.now() - startedAt),
});
