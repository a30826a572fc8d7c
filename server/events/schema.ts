import { z } from "zod";
import { JOB_STATUSES } from "#kernel";

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

/** What a job's events carry, by type. The job page and every other viewer are built from these alone. */
export const eventData = {
  "job.posted": z.object({ title: z.string(), mode: z.string(), tier: z.string(), budget: money }),
  "job.status": z.object({ status: z.enum(JOB_STATUSES), reason: z.string().nullable() }),
  "job.budget": z.object({ budget: money, by: z.string() }),
  "job.accepted": z.object({ runId: z.string().nullable(), by: z.string() }),
  "run.queued": z.object({ lane: z.number(), agent: z.string(), agentName: z.string() }),
  "run.started": z.object({ epoch: z.number() }),
  "attempt.reserved": z.object({ step: z.number(), attempt: z.number(), held: money, maxOutput: z.number() }),
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
  "run.waiting": z.object({ reason: z.enum(["question", "approval", "budget"]), message: z.string() }),
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
