import type { EventData, EventType, EventView } from "#events";
import type { JobStatus, RunStatus } from "#kernel";

/** An event with the data its type promises. Events come from our own log, which accepts no others. */
export type LiveEvent = {
  [T in EventType]: Omit<EventView, "type" | "data"> & { type: T; data: EventData<T> };
}[EventType];

type ToolArgs = EventData<"step.settled">["toolCalls"][number]["args"];

export type LiveToolCall = {
  readonly position: number;
  readonly name: string;
  readonly args: ToolArgs;
  /** NULL while the tool runs. */
  readonly result: Pick<EventData<"tool.finished">, "content" | "truncated" | "isError" | "ms"> | null;
};

export type LiveAttempt = {
  readonly attempt: number;
  readonly state: "open" | "settled" | "failed" | "lost";
  /** US dollars reserved for it while it is open. */
  readonly held: string;
  /** Why it failed; NULL otherwise. */
  readonly reason: string | null;
  readonly retryInMs: number | null;
};

export type LiveStep = {
  readonly step: number;
  readonly startedAt: string;
  readonly attempts: readonly LiveAttempt[];
  readonly calls: readonly LiveToolCall[];
  /** What stands for the steps before it since it was asked; NULL while they are asked with themselves. */
  readonly compaction: Pick<EventData<"run.compacted">, "covered" | "summary" | "cost"> | null;
  /** NULL until the model's turn is complete and paid. */
  readonly settled: Pick<
    EventData<"step.settled">,
    "text" | "inputTokens" | "outputTokens" | "cost" | "credited"
  > | null;
  /** US dollars, of the verdict on what it wanted to hand over; NULL while there is none. */
  readonly verificationCost: string | null;
  /** What came of checking what it wanted to hand over; NULL while nothing did. */
  readonly checked: EventData<"delivery.checked"> | null;
};

/** Something that a run waits for. */
export type LiveWait = NonNullable<EventData<"run.waiting">["waits"]>[number];

/** What the client wrote to a run while it worked. */
export type LiveMessage = {
  readonly id: string;
  readonly text: string;
  readonly by: string;
  /** The step before which it stands: the first that was asked with it, or the next to come. */
  readonly beforeStep: number;
  readonly isRead: boolean;
};

/** Text that is streaming in: a snapshot, obsolete as soon as its step settles. */
type LiveDraft = { readonly step: number; readonly text: string };

export type LiveRun = {
  readonly id: string;
  readonly lane: number;
  readonly agent: string;
  readonly agentName: string;
  readonly status: RunStatus;
  /** Why it waits, failed or was cancelled; NULL otherwise. */
  readonly message: string | null;
  readonly waitingFor: EventData<"run.waiting">["reason"] | null;
  /** For which provider it waits, why and until when; NULL when it waits for none. */
  readonly backoff: EventData<"run.backoff"> | null;
  /** What has to be answered or decided before it goes on. */
  readonly waits: readonly LiveWait[];
  readonly messages: readonly LiveMessage[];
  /** Who asked to pause it, also while it is paused; NULL otherwise. */
  readonly pausedBy: string | null;
  /** The run and its step that it goes on from; NULL when it began with the brief. */
  readonly continues: NonNullable<EventData<"run.queued">["continues"]> | null;
  /** The call that delegated a task to it; NULL when it has no manager. */
  readonly parent: NonNullable<EventData<"run.queued">["parent"]> | null;
  /** What it handed over; NULL before. */
  readonly handedOver: EventData<"run.delivered"> | null;
  /** Who asked to cancel it; NULL when nobody has, and after the end. */
  readonly cancelledBy: string | null;
  /** That it makes no progress, since when and why; NULL while it gets on. */
  readonly stalled: Pick<EventData<"run.stalled">, "since" | "reason"> | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly totals: EventData<"step.settled">["totals"];
  readonly steps: readonly LiveStep[];
  readonly draft: LiveDraft | null;
};

/** Everything the job page shows that changes while agents work. Built from events alone. */
export type LiveJob = {
  /** Number of the last event that was applied; all before it were, too. */
  readonly lastSeq: number;
  /** Events that arrived before one that is still missing. Empty when nothing is missing. */
  readonly early: readonly EventView[];
  readonly status: JobStatus;
  readonly reason: string | null;
  /** US dollars; NULL before the job was posted. */
  readonly budget: string | null;
  readonly runs: readonly LiveRun[];
  /** Grows when anything changes that the server renders and no status tells. */
  readonly revision: number;
};

export const EMPTY_JOB: LiveJob = {
  revision: 0,
  lastSeq: 0,
  early: [],
  status: "queued",
  reason: null,
  budget: null,
  runs: [],
};

export const isEnded = (run: Pick<LiveRun, "status">): boolean =>
  run.status === "delivered" || run.status === "failed" || run.status === "cancelled";
