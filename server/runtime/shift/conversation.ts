import type { Turn } from "../models/port";
import { cut } from "../tools/tool";
import type { Chapter, Compaction, JournalStep, Story } from "./ports";

const CUT_OFF = "Your reply reached the output limit and was cut off. Go on where it ended, in smaller pieces.";
const SILENT = "Your reply was empty. Go on with the task, and call deliver when it is done.";

const SUMMARISED =
  "Your earlier steps were summarised to make room. This is your own summary of them; what comes after it came after them, and the files in the workspace are as you left them.";

/** What the answers to one step may be together: about half of what the model takes. Characters for each token that it takes. */
const ANSWER_CHARACTERS = 1.5;

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

/** The text of a turn. */
export const textOf = ({ parts }: Pick<JournalStep, "parts">): string =>
  parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");

/** What a conversation is made of, in order: words to the agent, and its steps with what came of them. */
export type Moment =
  | { readonly kind: "said"; readonly text: string }
  | { readonly kind: "step"; readonly step: JournalStep };

/**
 * What a run's journal stands for: the brief word for word, then its steps, and what the client wrote before the step that
 * was first asked with it. Where the first steps were summarised, the client's words stay, and the summary stands for the
 * steps. A function of the journal alone, so that a resumed run sends what it would have sent, and each step what the
 * one before it has sent, and more.
 */
export function momentsOf(story: Story): Moment[] {
  const moments = [...story.past, story.own].flatMap(momentsOfChapter);
  const newest = newestCompaction(story);
  if (!newest) return moments;
  const covered = firstSteps(moments, newest.covered);
  const words = covered.filter(({ kind }) => kind === "said");
  return [...words, summaryOf(newest, covered), ...moments.slice(covered.length)];
}

/** The one that stands for the most steps. */
export const newestCompaction = ({ past, own }: Story): Compaction | undefined =>
  [...past, own].flatMap(({ compactions }) => compactions).at(-1);

/** The conversation as a model reads it. @param contextWindow what it takes, tokens */
export const turnsOf = (moments: readonly Moment[], contextWindow: number): Turn[] =>
  moments.flatMap((moment) =>
    moment.kind === "said" ? [said(moment.text)] : turnsOfStep(moment.step, contextWindow * ANSWER_CHARACTERS),
  );

/** A conversation's beginning, up to its step of this number, from 1. */
export function firstSteps(moments: readonly Moment[], count: number): readonly Moment[] {
  let steps = 0;
  const last = moments.findIndex(({ kind }) => kind === "step" && ++steps === count);
  if (last < 0) throw new Error(`the conversation has no ${count} steps`);
  return moments.slice(0, last + 1);
}

function momentsOfChapter({ opening, steps, messages }: Chapter): Moment[] {
  const saidIn = (from: number, to: number): Moment[] =>
    messages.filter(({ step }) => step >= from && step <= to).map(({ text }) => ({ kind: "said", text }));
  return [
    ...(opening === null ? [] : [{ kind: "said", text: opening } as const]),
    ...steps.flatMap((step): Moment[] => [...saidIn(step.no, step.no), { kind: "step", step }]),
    ...saidIn(steps.length + 1, Number.POSITIVE_INFINITY),
  ];
}

/** @param covered for what it stands: why work was last not accepted is kept word for word, since what is left to do hangs on it */
function summaryOf({ summary }: Compaction, covered: readonly Moment[]): Moment {
  const rejected = covered.flatMap((moment) => (moment.kind === "step" ? (moment.step.rejection ?? []) : []));
  const text = [SUMMARISED, summary, ...(rejected.length > 0 ? [rejectionWords(rejected)] : [])];
  return { kind: "said", text: text.join("\n\n") };
}

const said = (text: string): Turn => ({ role: "user", text });

/** @param room for the answers, characters */
function turnsOfStep(step: JournalStep, room: number): Turn[] {
  const turns: Turn[] = [];
  if (step.parts.length > 0) turns.push({ role: "assistant", parts: step.parts });
  if (step.calls.length > 0) {
    const shown = shownAnswers(step, room);
    turns.push({
      role: "tool",
      answers: step.calls.map(({ callId, name, answer }, index) => ({
        callId,
        name,
        content: shown[index] ?? "",
        isError: answer?.isError ?? true,
      })),
    });
  }
  const nudge = nudgeAfter(step);
  if (nudge) turns.push(said(nudge));
  return turns;
}

/** The answers as they are, or the beginning of each where all together would leave a small model no room to think. */
function shownAnswers({ calls }: JournalStep, room: number): string[] {
  const contents = calls.map(({ answer }) => answer?.content ?? "");
  if (contents.reduce((sum, { length }) => sum + length, 0) <= room) return contents;
  const share = Math.floor(room / contents.length);
  return contents.map((content) =>
    content.length <= share
      ? content
      : `${cut(content, share)}\n[Cut: ${content.length} characters are too many for this model. Ask for less at once.]`,
  );
}
