import { toolName } from "@/_components/words";
import type { LiveWait } from "./live-job";

type Approved = { title: string; text: string; approve: string; skip: string | null; done: string | null };

/** What needs a person's word before it goes on. */
export type Approvable = Exclude<LiveWait["subject"], { kind: "question" | "delegation" }>;

/** What is asked, and what the answers to it are called; null where there is no such answer. */
export function wordsFor(subject: Approvable): Approved {
  switch (subject.kind) {
    case "permission":
      return {
        title: "May it do this?",
        text: `It wants to use ${toolName(subject.tool)}, exactly so:`,
        approve: "Allow",
        skip: "Do not allow",
        done: null,
      };
    case "interrupted":
      return {
        title: "It may have happened; run it again?",
        text: `Its worker was lost while it used ${toolName(subject.tool)}. Look there whether this was done:`,
        approve: "Run it again",
        skip: "Go on without it",
        done: "It was done",
      };
    case "spend":
      return {
        title: "May it spend this?",
        text: `The next step may cost up to $${subject.step}. $${subject.spent} of $${subject.budget} is spent.`,
        approve: "Go on",
        skip: null,
        done: null,
      };
  }
}
