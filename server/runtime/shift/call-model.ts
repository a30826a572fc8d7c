import { setTimeout as delay } from "node:timers/promises";
import { inputUpperBound } from "../models/estimate";
import { ModelCallFailed, type ModelReply, type ModelRequest } from "../models/port";
import { toolSpecs } from "../tools";
import { conversationOf } from "./conversation";
import { houseRules } from "./house-rules";
import type { Assignment, Fault, Journal, JournalStep, Meter, Reserved, Story, WaitSubject } from "./ports";
import { faultOf, retryDelay } from "./rules";

export type StepEnd =
  | "waiting"
  | "stopped"
  /** The client has written meanwhile. */
  | "unread"
  | { readonly asks: WaitSubject }
  | { readonly settled: JournalStep }
  | { readonly failed: string; readonly fault: Fault };

type Ports = {
  readonly meter: Meter;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly isEnding: () => boolean;
};

/**
 * One step's model call: reserve → call → settle. Each retry is an attempt of its own with a hold of its own.
 * @throws LeaseLost
 */
export async function callModel(assignment: Assignment, story: Story, ports: Ports): Promise<StepEnd> {
  const { meter, signal, isEnding } = ports;
  const step = story.own.steps.length + 1;
  const prompt = {
    instructions: houseRules(assignment),
    turns: conversationOf(story),
    tools: toolSpecs(assignment.tools),
  };
  const bounds = {
    step,
    inputBound: inputUpperBound(prompt),
    wantedOutput: Math.min(assignment.maxOutputPerStep, assignment.model.maxOutput),
    messages: story.own.messages.length,
  };
  for (;;) {
    if (signal.aborted || isEnding()) return "stopped";
    const attempt = await meter.reserve(bounds);
    if (attempt.kind === "refused") return "waiting";
    if (attempt.kind === "unread") return "unread";
    if (attempt.kind === "pausing") return "stopped";
    if (attempt.kind === "ask") return { asks: attempt.subject };
    const outcome = await tryOnce(assignment, prompt, attempt, ports);
    if (!(outcome instanceof ModelCallFailed)) {
      return { settled: await meter.settle(attempt, outcome) };
    }
    if (outcome.kind === "aborted" || signal.aborted) {
      await meter.stop(attempt, outcome);
      return "stopped";
    }
    const retryInMs = retryDelay(outcome, attempt.failedBefore + 1);
    await meter.fail(attempt, outcome, retryInMs);
    if (retryInMs === null) return { failed: outcome.message, fault: faultOf(outcome.kind) };
    // An abort during the wait ends the wait; the loop sees it at once.
    await delay(retryInMs, undefined, { signal }).catch(() => undefined);
  }
}

async function tryOnce(
  assignment: Assignment,
  prompt: Pick<ModelRequest, "instructions" | "turns" | "tools">,
  attempt: Reserved,
  { journal, signal }: Ports,
): Promise<ModelReply | ModelCallFailed> {
  let text = "";
  try {
    return await assignment.provider.call({
      ...prompt,
      model: assignment.model,
      maxOutput: attempt.maxOutput,
      tier: assignment.tier,
      signal,
      onText: (delta) => {
        text += delta;
        journal.draft(attempt.step, text);
      },
    });
  } catch (error) {
    if (error instanceof ModelCallFailed) return error;
    // A provider that breaks its contract must not leave the attempt open: it is a failure like any other.
    return new ModelCallFailed(
      "malformed",
      "The model's answer could not be read.",
      { retryable: true },
      { cause: error },
    );
  }
}
