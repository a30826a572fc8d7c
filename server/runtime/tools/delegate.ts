import { z } from "zod";
import { requireUsable } from "../acceptance/require-usable";
import { acceptanceCheck, MAX_CHECKS } from "../acceptance/schema";
import { LIMITS } from "./limits";
import type { Tool } from "./port";
import { defineTool } from "./tool";

/** Someone whom a manager may give tasks. */
export type CrewMember = {
  readonly slug: string;
  readonly name: string;
  readonly role: string;
  /** On so many tasks side by side. */
  readonly places: number;
};

/** The tool of a manager. @param crew those it may employ, at least one */
export function delegateTo(crew: readonly CrewMember[]): Tool {
  const members = crew.map(
    ({ slug, name, role, places }) => `- ${slug}: ${name}, ${role}${places > 1 ? `; up to ${places} at once` : ""}`,
  );
  return defineTool({
    name: "delegate",
    description: [
      "Gives a task to one of your crew and waits; the summary and the files they hand over are this call's result. " +
        "They see the client's files, your files and the task, and nothing else of what you know. Several calls in one step are worked on side by side: " +
        "put into one step what does not depend on each other. The files come to crew/<lane>-<agent>/ in your workspace. Review them; send back what is not right with `revise`. " +
        "What a machine can decide belongs into `checks`: work that fails one goes back to them by itself, with the reason.",
      "Your crew:",
      ...members,
    ].join("\n"),
    // It changes nothing by itself: the work is employed, once, when the run begins to wait.
    effect: "pure",
    input: z.object({
      agent: z.enum(crew.map(({ slug }) => slug)).describe("Who does it"),
      task: z
        .string()
        .trim()
        .min(1)
        .max(LIMITS.taskCharacters)
        .describe("All they need: the purpose, the exact files, what to hand over and in which form, the limits"),
      revise: z
        .int()
        .min(1)
        .optional()
        .describe(
          "The lane of work that came back to you: whoever did it goes on from there; the task says what is wrong",
        ),
      checks: z
        .array(acceptanceCheck)
        .max(MAX_CHECKS)
        .default([])
        .describe(
          "What has to hold before this task's work comes back to you; say the same in the task. With `revise`, what held for that work holds again unless you give other checks",
        ),
    }),
    run: async ({ agent, task, revise, checks }) => {
      requireUsable(checks, "checks");
      return { waitsFor: { kind: "delegation", agent, task, revise: revise ?? null, checks } };
    },
  });
}
