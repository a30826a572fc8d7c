import type { Decision, WaitSubject } from "#events";
import { formatUsd, InvalidInput, parseUsd } from "#kernel";

/** Why a run waits: for an answer or a decision of its client, or for those it has delegated to. */
export type WaitReason = "question" | "approval" | "crew";

/** Why the run waits, for the reason of its status. */
export function reasonOf({ kind }: Pick<WaitSubject, "kind">): WaitReason {
  if (kind === "question") return "question";
  return kind === "delegation" ? "crew" : "approval";
}

/** What is asked, in one or two sentences for a person. */
export function explain(subject: WaitSubject): string {
  switch (subject.kind) {
    case "question":
      return subject.question;
    case "delegation":
      return `It has given a task to ${subject.agent}.`;
    case "permission":
      return `It wants to use ${subject.tool}. Look at the call, and allow it or not.`;
    case "interrupted":
      return `Its worker was lost while it used ${subject.tool}, which has an effect outside. It may have happened, or not: look there, then say whether to run it again.`;
    case "spend":
      return `The next step may cost up to $${formatUsd(parseUsd(subject.step))}; $${subject.spent} of $${subject.budget} is spent. You wanted to be asked.`;
  }
}

/** What a person has said about a wait, or what came back from the crew. */
export type Resolution =
  | { readonly kind: "answer"; readonly text: string }
  | { readonly kind: "decision"; readonly decision: Decision; readonly note: string | null }
  | { readonly kind: "work"; readonly text: string; readonly isError: boolean };

/** What becomes of a call by a resolution: its answer, or leave to be made. */
export type CallOutcome = { readonly content: string; readonly isError: boolean } | "allowed";

const noted = (note: string | null): string => (note === null ? "" : ` The client's note: ${note}`);

/**
 * What a resolution does to the call that waited.
 * @throws InvalidInput when it does not fit what was asked
 */
export function outcomeOf(subject: WaitSubject, resolution: Resolution): CallOutcome {
  if (subject.kind === "delegation" || resolution.kind === "work") {
    if (subject.kind === "delegation" && resolution.kind === "work") {
      return { content: resolution.text, isError: resolution.isError };
    }
    throw new InvalidInput("waitId", "This waits for work that was delegated. Cancel that run to go on without it.");
  }
  if (subject.kind === "question") {
    if (resolution.kind === "answer") return { content: resolution.text, isError: false };
    throw new InvalidInput("decision", "This is a question. Answer it with a message.");
  }
  if (resolution.kind === "answer") {
    throw new InvalidInput("questionId", "This waits for a decision: approve, skip or done.");
  }
  const { decision, note } = resolution;
  if (decision === "approve") return "allowed";
  switch (subject.kind) {
    case "permission":
      if (decision === "skip") {
        return { content: `The client did not allow this call.${noted(note)}`, isError: true };
      }
      throw new InvalidInput("decision", "This call was not made yet: approve or skip it.");
    case "interrupted":
      return decision === "done"
        ? { content: `This call was cut off, and the client has seen that it happened.${noted(note)}`, isError: false }
        : {
            content: `This call was cut off: it may have happened, or not. It is not made again.${noted(note)}`,
            isError: true,
          };
    case "spend":
      throw new InvalidInput("decision", "Approve the step, or cancel the run.");
  }
}
