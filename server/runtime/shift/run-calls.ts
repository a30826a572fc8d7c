import { BUILT_IN_TOOLS, type Delivery, parseDeliver, runTool, type ToolOutput } from "../tools";
import type { Assignment, FinishedCall, JournalCall, JournalStep } from "./ports";

export type Delivering = {
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

/** The calls of a step that still have to be answered. */
const openCalls = (step: JournalStep): JournalCall[] => step.calls.filter((call) => call.answer === null);

/**
 * Runs the open calls of a step, all but `deliver`, and hands each answer to `record` as it comes. Calls that change
 * nothing run side by side, otherwise the model's order counts.
 */
export async function runCalls(
  assignment: Assignment,
  step: JournalStep,
  signal: AbortSignal,
  record: (call: FinishedCall) => void,
): Promise<void> {
  const work = openCalls(step).filter((call) => call.name !== "deliver");
  const run = async (call: JournalCall): Promise<void> => record(await runOne(assignment, call, signal));
  if (work.every((call) => isPure(call.name))) {
    await Promise.all(work.map(run));
  } else {
    for (const call of work) await run(call);
  }
}

/** Checks what a step wants to hand over, after its other calls, so that it sees what they wrote. */
export async function proposeDelivery(assignment: Assignment, step: JournalStep): Promise<Delivering> {
  const finished: FinishedCall[] = [];
  let delivery: Delivery | null = null;
  for (const call of openCalls(step).filter(({ name }) => name === "deliver")) {
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
