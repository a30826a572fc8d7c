import type { NewEvent } from "#events";
import { storableText } from "#kernel";
import type { FinishedCall } from "#runtime";

/** What an event shows of a tool's answer; the model and the transcript have all of it. */
const SHOWN_CHARACTERS = 6_000;

/** The news of calls that have their answers. */
export const callEvents = (runId: string, step: number, calls: readonly FinishedCall[]): NewEvent[] =>
  calls.map(({ position, name, content, isError, ms }) => {
    const shown = storableText(content.slice(0, SHOWN_CHARACTERS));
    const truncated = content.length > SHOWN_CHARACTERS;
    return { runId, type: "tool.finished", data: { step, position, name, content: shown, truncated, isError, ms } };
  });
