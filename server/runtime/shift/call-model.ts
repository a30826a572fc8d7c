import { inputUpperBound } from "../models/estimate";
import { toolSpecs } from "../tools";
import { conversationOf } from "./conversation";
import { houseRules } from "./house-rules";
import { meterCall, tryOnce, type Unsettled } from "./meter-call";
import type { Assignment, Journal, JournalStep, Meter, Story } from "./ports";

type Ports = {
  readonly meter: Meter;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly isEnding: () => boolean;
};

/** One step's model call. @throws LeaseLost */
export function callModel(
  assignment: Assignment,
  story: Story,
  ports: Ports,
): Promise<{ readonly settled: JournalStep } | Unsettled> {
  const { meter, journal, signal } = ports;
  const { provider, model, tier } = assignment;
  const prompt = {
    instructions: houseRules(assignment),
    turns: conversationOf(story),
    tools: toolSpecs(assignment.tools),
  };
  return meterCall(
    {
      bounds: {
        step: story.own.steps.length + 1,
        purpose: "work",
        inputBound: inputUpperBound(prompt),
        wantedOutput: Math.min(assignment.maxOutputPerStep, model.maxOutput),
        messages: story.own.messages.length,
      },
      ask({ step, maxOutput }) {
        let text = "";
        const onText = (delta: string): void => {
          text += delta;
          journal.draft(step, text);
        };
        return tryOnce(provider, { ...prompt, model, maxOutput, tier, signal, onText });
      },
      settle: (attempt, reply) => meter.settle(attempt, reply),
    },
    ports,
  );
}
