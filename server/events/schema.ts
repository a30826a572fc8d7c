import { z } from "zod";
import { BACKOFF_CAUSES, CALL_PURPOSES, JOB_STATUSES } from "#kernel";

const money = z.string();
const tokens = z.string();

/** What a run used and cost until now. */
const totals = z.object({
  steps: z.number(),
  inputTokens: tokens,
  outputTokens: tokens,
  cost: money,
  projectedCost: money.nullable(),
});

/** What a waiting run needs from someone, by its kind. */
export const waitSubject = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("question"), question: z.string(), options: z.array(z.string()) }),
  z.object({
    kind: z.literal("delegation"),
    agent: z.string(),
    task: z.string(),
    /** The lane whose work is gone on from; null for a new task. */
    revise: z.number().nullable(),
  }),
  z.object({ kind: z.literal("permission"), tool: z.string(), args: z.json() }).meta({
    description: "The call is made once someone allows it",
  }),
  z.object({ kind: z.literal("interrupted"), tool: z.string(), args: z.json() }).meta({
    description: "The call's worker was lost while it was made: it may have happened, or not",
  }),
  z.object({ kind: z.literal("spend"), step: money, spent: money, budget: money }).meta({
    description: "The next step may cost so much; so much of the budget is spent",
  }),
]);
export type WaitSubject = z.infer<typeof waitSubject>;

/** What was decided about an approval: make the call (or spend), do without it, or go on as it has happened. */
export const DECISIONS = ["approve", "skip", "done"] as const;
export type Decision = (typeof DECISIONS)[number];

const wait = z.object({
  id: z.string(),
  step: z.number(),
  /** The tool call in the step; null when it is about the step's model call. */
  position: z.number().nullable(),
  subject: waitSubject,
});

/** What a job's events carry, by type. The job page and every other viewer are built from these alone. */
export const eventData = {
  "job.posted": z.object({ title: z.string(), mode: z.string(), tier: z.string(), budget: money }),
  "job.status": z.object({ status: z.enum(JOB_STATUSES), reason: z.string().nullable() }),
  "job.budget": z.object({ budget: money, by: z.string() }),
  "job.accepted": z.object({
    runId: z.string().nullable(),
    by: z.string(),
    /** Why it does not meet the acceptance criteria, where it was accepted all the same. */
    despite: z.array(z.string()).optional(),
  }),
  "dispute.opened": z.object({ reason: z.string(), by: z.string() }),
  "dispute.resolved": z.object({
    /** `withdrawn`: the client accepted after all. */
    outcome: z.enum(["refunded", "rejected", "withdrawn"]),
    note: z.string(),
    /** What the client got back. */
    credited: money,
    /** What runs cost from now on; none where nothing has changed. */
    costs: z.array(z.object({ runId: z.string(), cost: money })),
  }),
  "run.queued": z.object({
    lane: z.number(),
    agent: z.string(),
    agentName: z.string(),
    /** The run and its step that it goes on from, and what the client wants of it; absent when it begins with the brief. */
    continues: z.object({ runId: z.string(), step: z.number(), wish: z.string().nullable() }).optional(),
    /** The call that delegated a task to it, and how many managers stand above it; absent when it has none. */
    parent: z
      .object({ runId: z.string(), step: z.number(), position: z.number(), depth: z.number(), task: z.string() })
      .optional(),
  }),
  "run.started": z.object({ epoch: z.number() }),
  /** It makes no progress, or nobody takes it. */
  "run.stalled": z.object({
    /** When it last got on, ISO 8601. */
    since: z.string(),
    reason: z.string(),
    /** Its shift was ended, for another to go on. */
    endsShift: z.boolean(),
  }),
  /** One that was said to be stalled gets on again, in the same shift. */
  "run.revived": z.object({}),
  /** It has given its seat back for the sake of the provider that it calls next, and goes on by itself. */
  "run.backoff": z.object({
    provider: z.string(),
    cause: z.enum(BACKOFF_CAUSES),
    /** It does not go on before, ISO 8601. */
    until: z.string(),
    message: z.string(),
  }),
  "attempt.reserved": z.object({
    step: z.number(),
    attempt: z.number(),
    /** Absent in events from before there was another than work. */
    purpose: z.enum(CALL_PURPOSES).optional(),
    held: money,
    maxOutput: z.number(),
  }),
  "attempt.failed": z.object({
    step: z.number(),
    attempt: z.number(),
    reason: z.string(),
    /** Milliseconds until the next attempt; null when there is none. */
    retryInMs: z.number().nullable(),
  }),
  "attempt.lost": z.object({ step: z.number(), attempt: z.number() }),
  /** A cancel ended the call midway: what it had used is charged, and its step stays unfinished. */
  "attempt.stopped": z.object({ step: z.number(), attempt: z.number(), cost: money, totals }),
  "step.settled": z.object({
    step: z.number(),
    attempt: z.number(),
    text: z.string(),
    toolCalls: z.array(z.object({ position: z.number(), name: z.string(), args: z.json() })),
    inputTokens: tokens,
    outputTokens: tokens,
    cost: money,
    /** What of it the agency carries. */
    credited: money,
    totals,
  }),
  "tool.finished": z.object({
    step: z.number(),
    position: z.number(),
    name: z.string(),
    content: z.string(),
    /** Whether `content` is only the beginning. */
    truncated: z.boolean(),
    isError: z.boolean(),
    ms: z.number(),
  }),
  /** The conversation was about to outgrow the model: from this step on, the summary stands for the steps before. */
  "run.compacted": z.object({
    step: z.number(),
    attempt: z.number(),
    /** For how many steps it stands, those of the runs that this one continues included. */
    covered: z.number(),
    summary: z.string(),
    inputTokens: tokens,
    outputTokens: tokens,
    cost: money,
    credited: money,
    totals,
  }),
  /** A verifier has judged what the step wants to hand over. */
  "verification.settled": z.object({
    step: z.number(),
    attempt: z.number(),
    by: z.string(),
    passed: z.boolean(),
    reasons: z.array(z.string()),
    inputTokens: tokens,
    outputTokens: tokens,
    cost: money,
    credited: money,
    totals,
  }),
  /** What came of checking what the step wants to hand over. */
  "delivery.checked": z.object({
    step: z.number(),
    round: z.number(),
    rounds: z.number(),
    checks: z.array(z.object({ check: z.string(), problem: z.string().nullable() })),
    verdict: z.object({ by: z.string(), passed: z.boolean(), reasons: z.array(z.string()) }).nullable(),
    /** Why a verification that was wanted could not be had; null when none was wanted or it was. */
    unverified: z.string().nullable(),
    /** Why the work went back to the agent; empty when it was handed over. */
    reasons: z.array(z.string()),
  }),
  "run.waiting": z.object({
    reason: z.enum(["question", "approval", "budget", "crew"]),
    message: z.string(),
    /** What has to be answered or decided before it goes on; absent when it goes on by itself. */
    waits: z.array(wait).optional(),
  }),
  "wait.resolved": z.object({
    waitId: z.string(),
    /** Null for a question, which has an answer instead. */
    decision: z.enum(DECISIONS).nullable(),
    /** The answer, or what was noted with the decision. */
    text: z.string().nullable(),
    by: z.string(),
  }),
  "message.posted": z.object({ messageId: z.string(), text: z.string(), by: z.string() }),
  /** From this step on the agent has them before it. */
  "message.read": z.object({ messageIds: z.array(z.string()), step: z.number() }),
  "run.pausing": z.object({ by: z.string() }),
  /** Null: as it was asked to before. */
  "run.paused": z.object({ by: z.string().nullable() }),
  "run.resumed": z.object({ by: z.string() }),
  "run.cancelling": z.object({ by: z.string() }),
  "run.delivered": z.object({
    summary: z.string(),
    files: z.array(z.object({ id: z.string(), name: z.string(), bytes: z.number(), mediaType: z.string() })),
  }),
  "run.failed": z.object({
    reason: z.string(),
    /** What the client got back, because it was not the task's fault; absent in events from before there was that. */
    credited: money.optional(),
    /** What the run costs in the end. */
    cost: money.optional(),
  }),
  "run.cancelled": z.object({ by: z.string() }),
} as const;

export type EventType = keyof typeof eventData;
export type EventData<T extends EventType> = z.infer<(typeof eventData)[T]>;

/** What a writer appends: the log gives it its number. */
export type NewEvent = { [T in EventType]: { runId: string | null; type: T; data: EventData<T> } }[EventType];

/** An event as every door hands it out. */
export const eventView = z.object({
  seq: z.number().int(),
  runId: z.string().nullable(),
  type: z.string(),
  at: z.iso.datetime(),
  data: z.record(z.string(), z.json()),
});
export type EventView = z.infer<typeof eventView>;

/** Text a run is streaming right now: a snapshot, replaced by the next and gone when its step settles. */
export type Draft = { readonly runId: string; readonly step: number; readonly text: string };
