import type { Tool } from "../tools";
import type { JournalCall, WaitSubject } from "./ports";

/** What to do with an open tool call. */
export type Treatment =
  | {
      readonly do: "run";
      /** Whether its beginning has to be written down first. */
      readonly marksStart: boolean;
    }
  | { readonly do: "ask"; readonly subject: WaitSubject }
  | { readonly do: "refuse"; readonly reason: string };

/** Whether a call of this tool is made again by itself when its answer was lost with a worker. */
export const mayRunAgain = (name: string, tools: readonly Tool[]): boolean =>
  tools.find((tool) => tool.name === name)?.effect !== "side-effecting";

/**
 * Decides about a call from its state and its tool alone: what may have happened outside is never done again by itself, and
 * what a person has to allow waits for that person.
 */
export function treatmentOf(
  { name, args, state, isAllowed }: Pick<JournalCall, "name" | "args" | "state" | "isAllowed">,
  tools: readonly Tool[],
): Treatment {
  const tool = tools.find((candidate) => candidate.name === name);
  // What does not exist is told so by running it.
  if (!tool) return { do: "run", marksStart: false };
  const isSideEffecting = tool.effect === "side-effecting";
  if (isSideEffecting && state === "started") return { do: "ask", subject: { kind: "interrupted", tool: name, args } };
  if (tool.permission === "deny")
    return { do: "refuse", reason: `The client does not allow ${name}. Go on without it.` };
  if (tool.permission === "ask" && !isAllowed) return { do: "ask", subject: { kind: "permission", tool: name, args } };
  return { do: "run", marksStart: isSideEffecting };
}
