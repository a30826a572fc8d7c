import type { Tier, ToolName } from "#kernel";
import type { AssistantPart, Json, ModelCallFailed, ModelProvider, ModelRef, ModelReply } from "../models/port";
import type { Delivery, Workspace } from "../tools";

/** One run as the loop sees it. It knows no money, no tenant and no database. */
export type Assignment = {
  readonly runId: string;
  /** Word for word what the client wrote. */
  readonly brief: string;
  readonly instructions: string;
  readonly tools: readonly ToolName[];
  readonly model: ModelRef;
  readonly provider: ModelProvider;
  readonly tier: Tier;
  /** Most steps the run may take. */
  readonly maxSteps: number;
  /** Most output tokens of one call that the agent wants. */
  readonly maxOutputPerStep: number;
  readonly workspace: Workspace;
};

/** A tool call of a settled step. `answer` is null until it has run. */
export type JournalCall = {
  readonly position: number;
  readonly callId: string;
  readonly name: string;
  readonly args: Json;
  readonly answer: { readonly content: string; readonly isError: boolean } | null;
};

/** One settled step, as it was written down. */
export type JournalStep = {
  readonly no: number;
  readonly parts: readonly AssistantPart[];
  readonly finish: ModelReply["finish"];
  readonly calls: readonly JournalCall[];
};

/** What a call may cost at most, for the hold. Tokens. */
export type CallBounds = { readonly step: number; readonly inputBound: bigint; readonly wantedOutput: number };

/** A hold was placed: the call may be made, with at most `maxOutput` tokens. */
export type Reserved = {
  readonly kind: "reserved";
  readonly attemptId: string;
  readonly step: number;
  readonly attempt: number;
  readonly maxOutput: number;
  /** Attempts of this step that failed before, over all shifts. */
  readonly failedBefore: number;
};

/** Some cap or the wallet does not allow another call; the run waits. */
export type Refused = { readonly kind: "refused" };

export type FinishedCall = {
  readonly position: number;
  readonly name: string;
  readonly content: string;
  readonly isError: boolean;
  /** How long it took, milliseconds. */
  readonly ms: number;
};

/** Reserve → call → settle, independent of who runs the loop. Every method is one transaction that checks the lease. */
export type Meter = {
  /** Holds money for the worst case, or makes the run wait with reason `budget`. @throws LeaseLost */
  reserve(bounds: CallBounds): Promise<Reserved | Refused>;
  /** Writes the step, its usage and its charge, and returns the step as written. @throws LeaseLost */
  settle(attempt: Reserved, reply: ModelReply): Promise<JournalStep>;
  /** Closes an attempt that gave no usable turn; the client pays nothing for it. @throws LeaseLost */
  fail(attempt: Reserved, failure: ModelCallFailed, retryInMs: number | null): Promise<void>;
  /**
   * Closes an attempt that was stopped. If the client cancelled, what the provider reported is charged and the rest
   * released; if the worker drains, the agency carries it. @throws LeaseLost
   */
  stop(attempt: Reserved, failure: ModelCallFailed): Promise<void>;
};

/**
 * Why a run failed: by what was asked of it and how it went about that, or by the house (the platform or a provider),
 * which then carries its cost.
 */
export type Fault = "task" | "house";

/** What the loop writes down besides money. Every method is one transaction that checks the lease. */
export type Journal = {
  read(): Promise<JournalStep[]>;
  /** @throws LeaseLost */
  recordCalls(step: number, calls: readonly FinishedCall[]): Promise<void>;
  /** Hands over the result and the remaining answers of the step, and ends the run. @throws LeaseLost */
  deliver(delivery: Delivery, step: number, calls: readonly FinishedCall[]): Promise<void>;
  /** Ends the run without a result. `reason` is for the client. @throws LeaseLost */
  fail(reason: string, fault: Fault): Promise<void>;
  /** Text as it streams; may drop what is overtaken. */
  draft(step: number, text: string): void;
};

/** Why a shift ended. `stopped`: the signal aborted (cancelled, drained, or the lease is gone). */
export type ShiftEnd = "delivered" | "failed" | "waiting" | "stopped";

/** Another worker has the run now; nothing this one writes counts any more. */
export class LeaseLost extends Error {
  constructor(runId: string) {
    super(`run ${runId} was claimed by another worker`);
    this.name = "LeaseLost";
  }
}
