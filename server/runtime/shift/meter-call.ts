import { setTimeout as delay } from "node:timers/promises";
import {
  ModelCallFailed,
  type ModelFailureKind,
  type ModelProvider,
  type ModelReply,
  type ModelRequest,
} from "../models/port";
import type { CallBounds, Fault, Meter, Reserved, WaitSubject } from "./ports";
import { faultOf } from "./rules";

/** How a call ended that brought nothing. */
export type Unsettled =
  | "waiting"
  /** The run has given its seat back, and makes this call later. */
  | "yielded"
  | "stopped"
  /** The client has written meanwhile. */
  | "unread"
  | { readonly asks: WaitSubject }
  | { readonly failed: string; readonly fault: Fault; readonly kind: ModelFailureKind };

type Ports = {
  readonly meter: Pick<Meter, "reserve" | "fail" | "stop">;
  readonly signal: AbortSignal;
  readonly isEnding: () => boolean;
};

type Call<Answer, Settled> = {
  readonly bounds: CallBounds;
  ask(attempt: Reserved): Promise<Answer | ModelCallFailed>;
  settle(attempt: Reserved, answer: Answer): Promise<Settled>;
};

/**
 * Reserve → call → settle. Each retry is an attempt of its own with a hold of its own.
 * @throws LeaseLost
 */
export async function meterCall<Answer, Settled>(
  { bounds, ask, settle }: Call<Answer, Settled>,
  { meter, signal, isEnding }: Ports,
): Promise<{ readonly settled: Settled } | Unsettled> {
  for (;;) {
    if (signal.aborted || isEnding()) return "stopped";
    const attempt = await meter.reserve(bounds);
    if (attempt.kind === "later") {
      await pause(attempt.inMs, signal);
      continue;
    }
    if (attempt.kind === "yielded") return "yielded";
    if (attempt.kind === "given-up") return { failed: attempt.reason, fault: "house", kind: "unavailable" };
    if (attempt.kind === "refused") return "waiting";
    if (attempt.kind === "unread") return "unread";
    if (attempt.kind === "pausing") return "stopped";
    if (attempt.kind === "ask") return { asks: attempt.subject };
    const outcome = await ask(attempt);
    if (!(outcome instanceof ModelCallFailed)) return { settled: await settle(attempt, outcome) };
    if (outcome.kind === "aborted" || signal.aborted) {
      await meter.stop(attempt, outcome);
      return "stopped";
    }
    const next = await meter.fail(attempt, outcome);
    if (next.do === "yield") return "yielded";
    if (next.do === "give-up") return { failed: next.reason, fault: faultOf(outcome.kind), kind: outcome.kind };
    await pause(next.inMs, signal);
  }
}

/** A wait that keeps the seat. An abort ends it; the loop sees that at once. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);

/** One call of a provider. Whatever it throws is a failure of this attempt. */
export async function tryOnce(provider: ModelProvider, request: ModelRequest): Promise<ModelReply | ModelCallFailed> {
  try {
    return await provider.call(request);
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
