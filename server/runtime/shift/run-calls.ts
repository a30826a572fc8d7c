import { type Delivery, parseDeliver, runTool, type ToolOutput } from "../tools";
import { inBatches } from "./batches";
import type { Assignment, FinishedCall, Journal, JournalCall, JournalStep, StepWait } from "./ports";
import { treatmentOf } from "./treatment";

export type Delivering = {
  readonly finished: readonly FinishedCall[];
  /** What the step's `deliver` hands over; null when it called none, or the call was refused. */
  readonly delivery: Delivery | null;
};

const DELIVERED: ToolOutput = { content: "Delivered.", isError: false };

const refused = (content: string) => ({ ok: false, output: { content, isError: true } }) as const;
const TWICE = refused("deliver was called twice in one step; the first one counts.");
const UNHEARD = refused("Nothing was delivered: you asked the client in the same step. Read the answer, then deliver.");

const UNSEEN = refused("Nothing was delivered: you delegated in the same step. Review what came back, then deliver.");

const UNREAD =
  "Nothing was delivered: the client has written to you meanwhile. Read it, do what it asks, then deliver.";

/** The calls of a step that can be answered now. */
const openCalls = (step: JournalStep): JournalCall[] =>
  step.calls.filter((call) => call.answer === null && call.state !== "waiting");

type Recording = {
  readonly journal: Pick<Journal, "begin">;
  readonly signal: AbortSignal;
  record(call: FinishedCall): void;
};

/**
 * Runs the open calls of a step, all but `deliver`, and hands each answer to `record` as it comes. Calls that cannot
 * notice each other run side by side (`inBatches`), otherwise the model's order counts. A side-effecting call is written down as begun before it is.
 * @returns those that wait for someone outside; the others have run
 * @throws LeaseLost
 */
export async function runCalls(
  assignment: Assignment,
  step: JournalStep,
  { journal, signal, record }: Recording,
): Promise<StepWait[]> {
  const { tools } = assignment;
  const work = openCalls(step).filter((call) => call.name !== "deliver");
  const waits: (StepWait & { readonly position: number })[] = [];
  const run = async (call: JournalCall): Promise<void> => {
    const started = performance.now();
    const treatment = treatmentOf(call, tools);
    if (treatment.do === "ask") {
      waits.push({ position: call.position, subject: treatment.subject });
    } else if (treatment.do === "refuse") {
      record(finish(call, { content: treatment.reason, isError: true }, started));
    } else {
      if (treatment.marksStart) await journal.begin(step.no, call.position);
      const output = await runOne(assignment, step.no, call, signal);
      if ("waitsFor" in output) waits.push({ position: call.position, subject: output.waitsFor });
      else record(finish(call, output, started));
    }
  };
  for (const batch of inBatches(work, tools)) await Promise.all(batch.map(run));
  return waits.sort((a, b) => a.position - b.position);
}

/** Checks what a step wants to hand over, after its other calls, so that it sees what they wrote. */
export async function proposeDelivery(assignment: Assignment, step: JournalStep): Promise<Delivering> {
  const finished: FinishedCall[] = [];
  let delivery: Delivery | null = null;
  const isCalled = (tool: string): boolean => step.calls.some(({ name }) => name === tool);
  const early = isCalled("ask_client") ? UNHEARD : isCalled("delegate") ? UNSEEN : null;
  for (const call of openCalls(step).filter(({ name }) => name === "deliver")) {
    const started = performance.now();
    const check = (): ReturnType<typeof parseDeliver> => parseDeliver(call.args, assignment.workspace);
    const proposed: Awaited<ReturnType<typeof check>> = early ?? (delivery ? TWICE : await check());
    if (proposed.ok) delivery = proposed.value;
    finished.push(finish(call, proposed.ok ? DELIVERED : proposed.output, started));
  }
  return { finished, delivery };
}

/** The answers of a step's `deliver`, when the client wrote something before it was handed over. */
export const withUnread = (finished: readonly FinishedCall[]): FinishedCall[] => answerInstead(finished, UNREAD);

/** The answers of a step's `deliver`, when its work was not handed over after all. @param content why */
export const answerInstead = (finished: readonly FinishedCall[], content: string): FinishedCall[] =>
  finished.map((call) => (call.isError ? call : { ...call, content, isError: true }));

/**
 * Makes the files of finished calls again, in a workspace that was lost with its machine. Pure calls made none, and what
 * has an effect outside is never done twice.
 */
export async function replayCalls(
  assignment: Assignment,
  steps: readonly JournalStep[],
  signal: AbortSignal,
): Promise<void> {
  const repeatable = assignment.tools.filter(
    ({ effect, isOutside, name }) => effect === "idempotent" && !isOutside && name !== "deliver",
  );
  for (const step of steps) {
    for (const call of step.calls) {
      const madeFiles = repeatable.some((tool) => tool.name === call.name);
      if (madeFiles && call.answer && !call.answer.isError) await runOne(assignment, step.no, call, signal);
    }
  }
}

const runOne = ({ runId, workspace, tools }: Assignment, step: number, call: JournalCall, signal: AbortSignal) =>
  runTool(call.name, call.args, { workspace, signal, callKey: `${runId}/${step}/${call.position}` }, tools);

const finish = (call: JournalCall, output: ToolOutput, startedAt: number): FinishedCall => ({
  position: call.position,
  name: call.name,
  content: output.content,
  isError: output.isError,
  ms: Math.round(performance.now() - startedAt),
});
