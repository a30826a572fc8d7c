import type { ModelFailureKind } from "../models/port";
import { nudgeAfter, textOf } from "./conversation";
import type { Assignment, Chapter, Fault, JournalStep } from "./ports";

/** The same call with the same arguments, failing this many times in a row, ends the run. */
const MAX_SAME_FAILURES = 5;
/** Steps in a row that neither call a tool nor say anything. */
const MAX_IDLE_STEPS = 3;
/** What a client is told of why a run failed. */
const REASON_CHARACTERS = 2_000;

/**
 * Whose fault it is that a model gave no turn in all attempts. What a provider does not accept came from the task: a
 * conversation that outgrew the model, or content that is not allowed.
 */
export const faultOf = (kind: ModelFailureKind): Fault =>
  kind === "invalid_request" || kind === "overflow" ? "task" : "house";

/** What to do with a journal whose calls have all been answered. */
export type NextMove =
  | { readonly do: "call" }
  /** The model ended its work in words instead of with `deliver`: its words are the summary. */
  | { readonly do: "hand-over-text"; readonly step: JournalStep; readonly summary: string }
  | { readonly do: "fail"; readonly reason: string };

/** Decides the next move from the journal alone. */
export function nextMove(
  { steps, messages }: Pick<Chapter, "steps" | "messages">,
  { maxSteps, acceptance }: Pick<Assignment, "maxSteps" | "acceptance">,
): NextMove {
  const last = steps.at(-1);
  const rejected = steps.flatMap(({ rejection }) => (rejection ? [rejection] : []));
  if (acceptance && rejected.length >= acceptance.rounds) {
    return { do: "fail", reason: unmet(rejected.length, rejected.at(-1) ?? []) };
  }
  if (last) {
    if (last.finish === "refusal") {
      const words = textOf(last).trim();
      return { do: "fail", reason: `The model declined this task${words ? `: ${words.slice(0, 500)}` : "."}` };
    }
    const isAnswered = messages.some(({ step }) => step > last.no);
    if (last.calls.length === 0 && nudgeAfter(last) === null && !isAnswered)
      return { do: "hand-over-text", step: last, summary: textOf(last) };
    const stuck = stuckOn(steps);
    if (stuck) return { do: "fail", reason: stuck };
  }
  if (steps.length >= maxSteps) {
    return { do: "fail", reason: `It used up its ${maxSteps} steps without delivering. Try a narrower brief.` };
  }
  return { do: "call" };
}

function unmet(rounds: number, reasons: readonly string[]): string {
  const after = rounds === 1 ? "in its only round" : `after ${rounds} rounds`;
  return `It did not meet the acceptance criteria ${after}: ${reasons.join("; ")}`.slice(0, REASON_CHARACTERS);
}

function stuckOn(steps: readonly JournalStep[]): string | null {
  const idle = steps.slice(-MAX_IDLE_STEPS);
  if (idle.length === MAX_IDLE_STEPS && idle.every((step) => nudgeAfter(step) !== null && !step.rejection)) {
    return `The model gave ${MAX_IDLE_STEPS} replies in a row without doing anything.`;
  }
  const calls = steps.flatMap((step) => step.calls);
  const last = calls.at(-1);
  if (!last?.answer?.isError) return null;
  const key = JSON.stringify([last.name, last.args]);
  const tail = calls.slice(-MAX_SAME_FAILURES);
  const same = tail.every((call) => call.answer?.isError && JSON.stringify([call.name, call.args]) === key);
  return tail.length === MAX_SAME_FAILURES && same
    ? `The tool ${last.name} failed ${MAX_SAME_FAILURES} times in a row in the same way: ${last.answer.content.slice(0, 300)}`
    : null;
}
