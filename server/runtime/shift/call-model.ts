import { inputUpperBound } from "../models/estimate";
import { compact, stepsTooMany } from "./compact";
import { momentsOf } from "./conversation";
import { meterCall, tryOnce, type Unsettled } from "./meter-call";
import type { Assignment, Compaction, JournalStep, ShiftPorts, Story } from "./ports";
import { promptOf, wantedOutput } from "./prompt-of";

const NOTHING_TO_SUMMARISE = "Hire an agent whose model takes more, or ask for less at once.";

/**
 * One step's model call; or, where the conversation is too long for it, the summary that makes room for it.
 * @throws LeaseLost
 */
export async function callModel(
  assignment: Assignment,
  story: Story,
  ports: Pick<ShiftPorts, "meter" | "journal" | "signal" | "isEnding">,
): Promise<{ readonly settled: JournalStep } | { readonly compacted: Compaction } | Unsettled> {
  const { meter, journal, signal } = ports;
  const { provider, model, tier, runId } = assignment;
  const prompt = promptOf(assignment, momentsOf(story));
  const inputBound = inputUpperBound(prompt);
  const foreseen = await stepsTooMany(assignment, story, { prompt, inputBound, overflows: false });
  if (foreseen > 0) return compact(assignment, story, foreseen, ports);
  const end = await meterCall(
    {
      bounds: {
        step: story.own.steps.length + 1,
        purpose: "work",
        inputBound,
        wantedOutput: wantedOutput(assignment),
        messages: story.own.messages.length,
      },
      ask({ step, maxOutput }) {
        let text = "";
        const onText = (delta: string): void => {
          text += delta;
          journal.draft(step, text);
        };
        return tryOnce(provider, { ...prompt, model, maxOutput, tier, cacheKey: runId, signal, onText });
      },
      settle: (attempt, reply) => meter.settle(attempt, reply),
    },
    ports,
  );
  if (typeof end === "string" || !("failed" in end) || end.kind !== "overflow") return end;
  const refused = await stepsTooMany(assignment, story, { prompt, inputBound, overflows: true });
  if (refused > 0) return compact(assignment, story, refused, ports);
  return { ...end, failed: `${end.failed} ${NOTHING_TO_SUMMARISE}` };
}
