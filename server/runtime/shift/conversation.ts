import type { Turn } from "../models/port";
import type { JournalStep } from "./ports";

const CUT_OFF = "Your reply reached the output limit and was cut off. Go on where it ended, in smaller pieces.";
const SILENT = "Your reply was empty. Go on with the task, and call deliver when it is done.";

/** What the house says after a step that neither called a tool nor ended the work; null where nothing is missing. */
export function nudgeAfter(step: JournalStep): string | null {
  if (step.calls.length > 0) return null;
  if (step.finish === "length") return CUT_OFF;
  return textOf(step).trim() === "" ? SILENT : null;
}

/** The text of a step's turn. */
export const textOf = (step: Pick<JournalStep, "parts">): string =>
  step.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");

/**
 * The conversation that a run's journal stands for: the brief word for word, then one assistant turn for each step and
 * the answers to its calls. A function of the journal alone, so that a resumed run sends what it would have sent.
 */
export function conversationOf(brief: string, steps: readonly JournalStep[]): Turn[] {
  return [{ role: "user", text: brief }, ...steps.flatMap(turnsOf)];
}

function turnsOf(step: JournalStep): Turn[] {
  const turns: Turn[] = [];
  if (step.parts.length > 0) turns.push({ role: "assistant", parts: step.parts });
  if (step.calls.length > 0) {
    turns.push({
      role: "tool",
      answers: step.calls.map(({ callId, name, answer }) => ({
        callId,
        name,
        content: answer?.content ?? "",
        isError: answer?.isError ?? true,
      })),
    });
  }
  const nudge = nudgeAfter(step);
  if (nudge) turns.push({ role: "user", text: nudge });
  return turns;
}
