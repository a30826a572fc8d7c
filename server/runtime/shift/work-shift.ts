import { listFiles } from "../tools/workspace";
import { callModel } from "./call-model";
import { createCallRecorder } from "./call-recorder";
import { handOver } from "./hand-over";
import type { Assignment, Chapter, FinishedCall, JournalStep, ShiftEnd, ShiftPorts, Story } from "./ports";
import { nextMove } from "./rules";
import { proposeDelivery, replayCalls, runCalls, withUnread } from "./run-calls";
import { mayRunAgain } from "./treatment";

/** What the run's directory holds when a shift begins: all its files, or only those up to where its own steps begin, or none that an agent made. */
export type WorkspaceState = "whole" | "past" | "fresh";

/**
 * Works on a run until it ends, waits or is stopped. All it knows stands in the journal, so it can be killed between
 * any two lines and go on elsewhere: a settled step is never called again, and only calls that may be repeated are.
 * @param state what of the directory was lost, so that files of earlier steps must be made again
 * @throws LeaseLost when another worker has the run
 */
export async function workShift(assignment: Assignment, ports: ShiftPorts, state: WorkspaceState): Promise<ShiftEnd> {
  const { journal, signal, isEnding } = ports;
  let story = await journal.read();
  await restoreFiles(assignment, story, state, signal);
  const go = (own: Partial<Chapter>): void => {
    story = { ...story, own: { ...story.own, ...own } };
  };
  for (;;) {
    if (signal.aborted || isEnding()) return "stopped";
    const { steps, messages } = story.own;
    const last = steps.at(-1);
    if (last?.calls.some((call) => call.answer === null)) {
      const read = steps.length >= assignment.maxSteps ? null : messages.length;
      const end = await answerCalls(assignment, story, last, ports, read);
      if (typeof end === "string") return end;
      go({ steps: [...steps.slice(0, -1), answered(last, end)] });
      continue;
    }
    const move = nextMove(story.own, assignment);
    if (move.do === "fail") {
      await journal.fail(move.reason, "task");
      return "failed";
    }
    if (move.do === "hand-over-text") {
      const files = await madeFiles(assignment);
      const read = steps.length >= assignment.maxSteps ? null : messages.length;
      const offer = { step: move.step, delivery: { summary: move.summary, files }, finished: [], read };
      const end = await handOver(assignment, story, offer, ports);
      if (end === "unread") go({ messages: await journal.readMessages(steps.length + 1) });
      else if (typeof end === "string") return end;
      else go({ steps: [...steps.slice(0, -1), { ...move.step, rejection: end.rejected }] });
      continue;
    }
    const end = await callModel(assignment, story, ports);
    if (end === "unread") {
      go({ messages: await journal.readMessages(steps.length + 1) });
      continue;
    }
    if (typeof end === "string") return end;
    if ("asks" in end) {
      await journal.wait(steps.length + 1, [{ position: null, subject: end.asks }], []);
      return "waiting";
    }
    if ("failed" in end) {
      await journal.fail(end.failed, end.fault);
      return "failed";
    }
    if ("compacted" in end) go({ compactions: [...story.own.compactions, end.compacted] });
    else go({ steps: [...steps, end.settled] });
  }
}

const madeFiles = async ({ workspace }: Assignment) => (await listFiles(workspace)).filter((file) => !file.isInput);

async function restoreFiles(
  assignment: Assignment,
  { past, own }: Story,
  state: WorkspaceState,
  signal: AbortSignal,
): Promise<void> {
  if (state === "whole") return;
  const chapters = state === "fresh" ? [...past, own] : [own];
  for (const { steps } of chapters) await replayCalls(assignment, steps, signal);
}

/**
 * Runs a step's open calls and writes the answers down. What a stopped tool answered is not what it would have answered:
 * such calls run again in the next shift.
 * @param read how many of the client's messages the agent has read; null when it can read no more
 * @returns the answers, or how the shift ended
 */
async function answerCalls(
  assignment: Assignment,
  story: Story,
  step: JournalStep,
  ports: ShiftPorts,
  read: number | null,
): Promise<Answers | Exclude<ShiftEnd, "failed">> {
  const { journal, signal } = ports;
  /** What may have happened outside must not be forgotten; all else need only be known before the next call is. */
  const note = async (calls: readonly FinishedCall[]): Promise<void> => {
    if (calls.every(({ name }) => mayRunAgain(name, assignment.tools))) journal.keepCalls(step.no, calls);
    else await journal.recordCalls(step.no, calls);
  };
  const answers: FinishedCall[] = [];
  const recorder = createCallRecorder((calls) => journal.recordCalls(step.no, calls));
  const record = (call: FinishedCall): void => {
    answers.push(call);
    recorder.add(call);
  };
  const waits = await runCalls(assignment, step, { journal, signal, record }).catch((error) => {
    if (!signal.aborted) throw error;
    return [];
  });
  await note(await recorder.end());
  if (signal.aborted) return "stopped";
  if (waits.length > 0 || step.calls.some((call) => call.state === "waiting")) {
    const delegates = waits.some(({ subject }) => subject.kind === "delegation");
    const unmet = await journal.wait(step.no, waits, delegates ? await madeFiles(assignment) : []);
    if (unmet === null) return "waiting";
    answers.push(...unmet);
  }
  const { finished, delivery } = await proposeDelivery(assignment, step);
  const end = delivery ? await handOver(assignment, story, { step, delivery, finished, read }, ports) : null;
  if (end !== null && typeof end !== "string") {
    return { answers: [...answers, ...end.finished], rejection: end.rejected };
  }
  if (end !== null && end !== "unread") return end;
  const refused = end === "unread" ? withUnread(finished) : finished;
  await note(refused);
  return { answers: [...answers, ...refused] };
}

/** What a step's calls were answered, and why its work was not accepted, if it was not. */
type Answers = { readonly answers: readonly FinishedCall[] } & Pick<JournalStep, "rejection">;

/** The step with the answers that its calls have got. */
function answered(step: JournalStep, { answers: finished, ...rest }: Answers): JournalStep {
  const answers = new Map(finished.map(({ position, content, isError }) => [position, { content, isError }]));
  return {
    ...step,
    ...rest,
    calls: step.calls.map((call) => {
      const answer = call.answer ?? answers.get(call.position) ?? null;
      return answer === null ? call : { ...call, state: "answered", answer };
    }),
  };
}
