import type { CallPurpose, Tier } from "#kernel";
import type { Acceptance, Inspection, Verdict } from "../acceptance/port";
import type { AssistantPart, Json, ModelCallFailed, ModelProvider, ModelRef, ModelReply } from "../models/port";
import type { Delivery, Request, Tool, Workspace } from "../tools";

/** One run as the loop sees it. It knows no money, no tenant and no database. */
export type Assignment = {
  readonly runId: string;
  readonly instructions: string;
  readonly tools: readonly Tool[];
  readonly model: ModelRef;
  readonly provider: ModelProvider;
  readonly tier: Tier;
  /** Most steps the run may take. */
  readonly maxSteps: number;
  /** Most output tokens of one call that the agent wants. */
  readonly maxOutputPerStep: number;
  readonly workspace: Workspace;
  /** What has to hold before its work is handed over; null when nothing has. */
  readonly acceptance: Acceptance | null;
};

/**
 * A tool call of a settled step. `waiting`: its answer or its permission comes from outside. `started`: a side-effecting
 * call was begun, so it may have happened.
 */
export type JournalCall = {
  readonly position: number;
  readonly callId: string;
  readonly name: string;
  readonly args: Json;
  readonly state: "pending" | "waiting" | "started" | "answered";
  /** A person was asked about it, and allowed it. */
  readonly isAllowed: boolean;
  /** Null until it is answered. */
  readonly answer: { readonly content: string; readonly isError: boolean } | null;
};

/** One settled step, as it was written down. */
export type JournalStep = {
  readonly no: number;
  readonly parts: readonly AssistantPart[];
  readonly finish: ModelReply["finish"];
  readonly calls: readonly JournalCall[];
  /** What its model call has read and said, tokens as its provider counts them; absent where that is not known. */
  readonly tokens?: number;
  /** What the verifier said of the work that it wanted to hand over; absent when it was not asked. */
  readonly verdict?: Verdict;
  /** Why that work was not accepted; absent when it was, or none was offered. */
  readonly rejection?: readonly string[];
};

/** What the client wrote to a run while it worked. */
export type JournalMessage = {
  readonly text: string;
  /** The first step that was asked with it. */
  readonly step: number;
};

/** What stands for the first steps of a story that outgrew its model. */
export type Compaction = {
  /** The first step that was asked with it. */
  readonly step: number;
  /** For how many steps it stands, counted over all chapters. */
  readonly covered: number;
  readonly summary: string;
};

/** One run's part of a conversation. */
export type Chapter = {
  /** What the client said first: the brief, or what is wanted after the chapter before; null when nothing was said. */
  readonly opening: string | null;
  readonly steps: readonly JournalStep[];
  /** Those that the agent was shown, in order. */
  readonly messages: readonly JournalMessage[];
  /** In order; each stands for what those before it stood for, and more. */
  readonly compactions: readonly Compaction[];
};

/** All that a run has to go by: what the runs that it continues have left it, oldest first, and its own part. */
export type Story = { readonly past: readonly Chapter[]; readonly own: Chapter };

/** What a call may cost at most, for the hold. Tokens. */
export type CallBounds = {
  readonly step: number;
  readonly purpose: CallPurpose;
  readonly inputBound: bigint;
  readonly wantedOutput: number;
  /** How many of the client's messages the call shows. */
  readonly messages: number;
};

/** A hold was placed: the call may be made, with at most `maxOutput` tokens. */
export type Reserved = {
  readonly kind: "reserved";
  readonly attemptId: string;
  readonly step: number;
  readonly attempt: number;
  readonly maxOutput: number;
  /** Attempts of this step for the same purpose that failed before, over all shifts. */
  readonly failedBefore: number;
};

/** Some cap or the wallet does not allow another call; the run waits. */
export type Refused = { readonly kind: "refused" };

/** The call is not made now: the client has written meanwhile, which it would not show, or wants the run to pause. */
export type HeldUp = { readonly kind: "unread" } | { readonly kind: "pausing" };

/** The call is not made now for its provider's sake. */
export type HeldOff =
  /** It may be in so many milliseconds. */
  | { readonly kind: "later"; readonly inMs: number }
  /** The seat was given back; the run goes on by itself. */
  | { readonly kind: "yielded" }
  /** The run has waited for too long; `reason` is for the client. */
  | { readonly kind: "given-up"; readonly reason: string };

/** The call needs the client's word first. */
export type NeedsWord = { readonly kind: "ask"; readonly subject: WaitSubject };

/** What becomes of a call after a failed attempt; `reason` is for the client. */
export type AfterFailure =
  | { readonly do: "retry"; readonly inMs: number }
  /** The seat was given back; the run goes on by itself. */
  | { readonly do: "yield" }
  | { readonly do: "give-up"; readonly reason: string };

export type FinishedCall = {
  readonly position: number;
  readonly name: string;
  readonly content: string;
  readonly isError: boolean;
  /** How long it took, milliseconds. */
  readonly ms: number;
};

/** What a call waits for: an answer from outside, or a person's word on whether it may be made. */
export type WaitSubject =
  | Request
  /** It is made once someone allows it. */
  | { readonly kind: "permission"; readonly tool: string; readonly args: Json }
  /** Its worker was lost while it was made: it may have happened, or not. */
  | { readonly kind: "interrupted"; readonly tool: string; readonly args: Json }
  /** The step's model call may cost so much; so much of the budget is spent. US dollars. */
  | { readonly kind: "spend"; readonly step: string; readonly spent: string; readonly budget: string };

/** Something that a step waits for. `position` is null when it is not about one of its tool calls. */
export type StepWait = { readonly position: number | null; readonly subject: WaitSubject };

/** Reserve → call → settle, independent of who runs the loop. Every method is one transaction that checks the lease. */
export type Meter = {
  /**
   * Holds money for the worst case, or makes the run wait, for example with reason `budget`, or gives its seat back while
   * its provider is not to be called. @throws LeaseLost
   */
  reserve(bounds: CallBounds): Promise<Reserved | Refused | HeldUp | HeldOff | NeedsWord>;
  /** Writes the step, its usage and its charge, and returns the step as written. @throws LeaseLost */
  settle(attempt: Reserved, reply: ModelReply): Promise<JournalStep>;
  /** Writes what stands for earlier steps from now on, its usage and its charge, and returns it as written. @throws LeaseLost */
  settleCompaction(attempt: Reserved, reply: ModelReply, compaction: Compaction): Promise<Compaction>;
  /**
   * Closes an attempt that gave no usable turn; the client pays nothing for it. Gives the seat back where the next one has
   * to wait for long. @throws LeaseLost
   */
  fail(attempt: Reserved, failure: ModelCallFailed): Promise<AfterFailure>;
  /**
   * Closes an attempt that was stopped. If the client cancelled, what the provider reported is charged and the rest
   * released; if the worker drains, the agency carries it. @throws LeaseLost
   */
  stop(attempt: Reserved, failure: ModelCallFailed): Promise<void>;
};

/** Another agent that judges the work before it is handed over, in a call with its own price. */
export type Verifier = {
  readonly name: string;
  readonly instructions: string;
  readonly model: ModelRef;
  readonly provider: ModelProvider;
  /** Tokens. */
  readonly maxOutputPerStep: number;
  readonly meter: Pick<Meter, "reserve" | "fail" | "stop">;
  /** Writes the verdict on a step's work, its usage and its charge. @throws LeaseLost */
  settle(attempt: Reserved, reply: ModelReply, verdict: Verdict): Promise<void>;
};

/**
 * Why a run failed: by what was asked of it and how it went about that, or by the house (the platform or a provider),
 * which then carries its cost.
 */
export type Fault = "task" | "house";

/** What the loop writes down besides money. What answers with a promise is one transaction that checks the lease. */
export type Journal = {
  read(): Promise<Story>;
  /** Shows the agent what it has not read yet, from this step on. @returns all that it has read now. @throws LeaseLost */
  readMessages(step: number): Promise<JournalMessage[]>;
  /** Writes down that a side-effecting call begins now: whoever finds it so cannot know whether it happened. @throws LeaseLost */
  begin(step: number, position: number): Promise<void>;
  /**
   * Makes the run wait for these, and for those of the step's calls that wait already. A call that cannot be waited for, as
   * a task that nobody may be given, is answered with the reason instead.
   * @param made the files that the run has made, for those it delegates to
   * @returns these answers when nothing is left to wait for; null when the run waits
   * @throws LeaseLost
   */
  wait(step: number, waits: readonly StepWait[], made: Delivery["files"]): Promise<FinishedCall[] | null>;
  /**
   * Keeps answers to calls that may be made again, to be written down with whatever is written next, whether by the journal
   * or by a meter of the run: before the next model call at the latest.
   */
  keepCalls(step: number, calls: readonly FinishedCall[]): void;
  /** Writes answers down at once. @throws LeaseLost */
  recordCalls(step: number, calls: readonly FinishedCall[]): Promise<void>;
  /**
   * Hands over the result and the remaining answers of the step, and ends the run.
   * @param read how many of the client's messages the agent has read; null to deliver whatever it has not
   * @param inspection what came of checking it; null when nothing had to be checked
   * @returns false when the client has written something else meanwhile: nothing was handed over
   * @throws LeaseLost
   */
  deliver(
    delivery: Delivery,
    step: number,
    calls: readonly FinishedCall[],
    read: number | null,
    inspection: Inspection | null,
  ): Promise<boolean>;
  /**
   * Writes down that the work did not meet the acceptance criteria, with the answers that say so. The work of the last round
   * is kept: the client may take it all the same.
   * @throws LeaseLost
   */
  reject(delivery: Delivery, step: number, calls: readonly FinishedCall[], inspection: Inspection): Promise<void>;
  /** Ends the run without a result. `reason` is for the client. @throws LeaseLost */
  fail(reason: string, fault: Fault): Promise<void>;
  /** Text as it streams; may drop what is overtaken. */
  draft(step: number, text: string): void;
};

/** What the loop works with. */
export type ShiftPorts = {
  readonly meter: Meter;
  readonly journal: Journal;
  /** Who judges the work, or why nobody can; null when nobody has to. */
  readonly verifier: Verifier | { readonly unavailable: string } | null;
  /** Aborts when the client cancels, the lease is gone, or a draining worker has waited long enough: stop at once. */
  readonly signal: AbortSignal;
  /** Tells that the work gets on, where no other port shows it; absent when nobody wants to know. */
  readonly onSign?: (() => void) | undefined;
  /** True while the worker drains: finish the model call and the tools under way, and begin nothing new. */
  readonly isEnding: () => boolean;
};

/**
 * Why a shift ended. `yielded`: the run has given its seat back and goes on by itself. `stopped`: the signal aborted
 * (cancelled, drained, or the lease is gone).
 */
export type ShiftEnd = "delivered" | "failed" | "waiting" | "yielded" | "stopped";

/** Another worker has the run now; nothing this one writes counts any more. */
export class LeaseLost extends Error {
  constructor(runId: string) {
    super(`run ${runId} was claimed by another worker`);
    this.name = "LeaseLost";
  }
}
