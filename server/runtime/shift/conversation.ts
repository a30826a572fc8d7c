import type { Turn } from "../models/port";
import type { Chapter, JournalStep, Story } from "./ports";

const CUT_OFF = "Your reply reached the output limit and was cut off. Go on where it ended, in smaller pieces.";
const SILENT = "Your reply was empty. Go on with the task, and call deliver when it is done.";

/** What the agent reads when its work is not accepted. */
export const rejectionWords = (reasons: readonly string[]): string =>
  ["Nothing was delivered: the work does not meet the acceptance criteria.", ...reasons.map((reason) => `- ${reason}`)]
    .concat("Cure this, then deliver again.")
    .join("\n");

/** What the house says after a step that neither called a tool nor ended the work; null where nothing is missing. */
export function nudgeAfter(step: JournalStep): string | null {
  if (step.calls.length > 0) return null;
  if (step.rejection) return rejectionWords(step.rejection);
  if (step.finish === "length") return CUT_OFF;
  return textOf(step).trim() === "" ? SILENT : null;
}

/** The text of a step's turn. */
export const textOf = (step: Pick<JournalStep, "parts">): string =>
  step.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");

/**
 * The conversation that a run's journal stands for: the brief word for word, then one assistant turn for each step and
 * the answers to its calls, and what the client wrote before the step that was first asked with it. A function of the
 * journal alone, so that a resumed run sends what it would have sent.
 */
export const conversationOf = ({ past, own }: Story): Turn[] => [...past, own].flatMap(turnsOfChapter);

function turnsOfChapter({ opening, steps, messages }: Chapter): Turn[] {
  const said = (from: number, to: number): Turn[] =>
    messages.filter(({ step }) => step >= from && step <= to).map(({ text }) => ({ role: "user", text }));
  return [
    ...(opening === null ? [] : [{ role: "user" as const, text: opening }]),
    ...steps.flatMap((step) => [...said(step.no, step.no), ...turnsOf(step)]),
    ...said(steps.length + 1, Number.POSITIVE_INFINITY),
  ];
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
