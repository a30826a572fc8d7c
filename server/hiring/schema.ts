import { z } from "zod";
import { chosenConnectors } from "#connectors";
import { DECISIONS, waitSubject } from "#events";
import { BACKOFF_CAUSES, JOB_STATUSES, MODES, RUN_STATUSES, TIERS } from "#kernel";
import { acceptanceOrder, acceptanceView } from "./acceptance/schema";

/** US dollars as an exact decimal string, "5.00". */
export const usd = z.string().meta({ description: "US dollars, exact decimal string", examples: ["5.00"] });

const isoTime = z.iso.datetime();

export const MAX_BRIEF_CHARACTERS = 200_000;
export const MAX_TITLE_CHARACTERS = 200;
export const MAX_RUNS_PER_JOB = 50;
export const MAX_FILES_PER_JOB = 50;

/** When the client's word is needed before money is spent. What is approved once is not asked about again. */
const spendingOrder = z
  .object({
    stepAbove: usd.optional().meta({ description: "Before a step that may cost more than this" }),
    spentPercent: z
      .int("must be a whole number of percent, from 1 to 100.")
      .min(1, "must be at least 1 percent.")
      .max(100, "must be at most 100 percent.")
      .optional()
      .meta({ description: "Before the next step once so much of the budget is spent" }),
  })
  .meta({ description: "Ask me before some steps, by what they may cost; absent: only the budget counts" });

/** What a client asks for. The same for a quote and a hire. */
export const jobOrder = z.object({
  title: z.string().trim().min(1, "Give the job a title.").max(MAX_TITLE_CHARACTERS),
  brief: z
    .string()
    .refine((text) => text.trim().length > 0, "Write a brief: what should be done, and what you expect back.")
    .max(
      MAX_BRIEF_CHARACTERS,
      `The brief is longer than ${MAX_BRIEF_CHARACTERS.toLocaleString("en-US")} characters. Attach the long part as a file.`,
    ),
  agents: z
    .array(z.string().min(1).max(63))
    .min(1, "Choose at least one agent.")
    .max(MAX_RUNS_PER_JOB, `At most ${MAX_RUNS_PER_JOB} agents work on one job.`)
    .meta({ description: "Slugs; a slug may stand several times: that many of this agent" }),
  mode: z.enum(MODES).default("solo").meta({
    description:
      "solo: one agent; parallel: all work on the brief, each for itself; crew: the first manages, and may employ the others",
  }),
  fileIds: z.array(z.string()).max(MAX_FILES_PER_JOB).default([]),
  budget: usd,
  runBudget: usd
    .optional()
    .meta({ description: "What each run may cost at most; absent: only the job's budget counts" }),
  projectId: z.string().optional().meta({ description: "The project it belongs to" }),
  tier: z.enum(TIERS).default("standard"),
  askBefore: spendingOrder.optional(),
  acceptance: acceptanceOrder.optional(),
  connectors: chosenConnectors.optional(),
});
export type JobOrder = z.infer<typeof jobOrder>;

export const quoteOrder = jobOrder.omit({ title: true }).extend({ title: z.string().optional() });
export type QuoteOrder = z.infer<typeof quoteOrder>;

/** What a hire will cost. `notToExceed` is a promise: holds enforce it. */
export const quote = z.object({
  currency: z.literal("USD"),
  low: usd,
  likely: usd,
  notToExceed: usd,
  agents: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      low: usd,
      likely: usd,
      likelySteps: z.number().int(),
      onDuty: z.boolean(),
      reason: z.string().nullable(),
    }),
  ),
  warnings: z.array(z.string()).meta({ description: "What the client should know before hiring" }),
  notes: z
    .array(z.string())
    .meta({ description: "What may be on the bill beside the estimate, never beyond `notToExceed`" }),
});
export type Quote = z.infer<typeof quote>;

export const MAX_MESSAGE_CHARACTERS = 20_000;

/** What a client writes to those at work. */
const words = z
  .string()
  .trim()
  .min(1, "Write something.")
  .max(
    MAX_MESSAGE_CHARACTERS,
    `This is longer than ${MAX_MESSAGE_CHARACTERS.toLocaleString("en-US")} characters. Say it in fewer.`,
  );

export const messageOrder = z.object({
  text: words,
  runId: z.string().optional().meta({ description: "To this run; absent: to all that have not ended" }),
  questionId: z
    .string()
    .optional()
    .meta({ description: "The question it answers; absent: the oldest that a run waits for, if it waits for one" }),
});
export type MessageOrder = z.infer<typeof messageOrder>;

export const changesOrder = z.object({
  text: words.meta({ description: "What should be different" }),
  runId: z.string().optional().meta({ description: "Whose work; may be absent when one has delivered" }),
});
export type ChangesOrder = z.infer<typeof changesOrder>;

export const forkOrder = z.object({
  runId: z.string().meta({ description: "The run to go on from" }),
  step: z.number().int().min(1).meta({ description: "Its last step that counts" }),
  text: words.optional().meta({ description: "What should be done then; absent: go on as it was" }),
});
export type ForkOrder = z.infer<typeof forkOrder>;

export const disputeOrder = z.object({
  reason: words.meta({ description: "What is wrong with what was delivered; the staff read it" }),
});
export type DisputeOrder = z.infer<typeof disputeOrder>;

export const disputeView = z.object({
  status: z.enum(["open", "refunded", "rejected", "withdrawn"]),
  reason: z.string(),
  openedBy: z.string(),
  openedAt: isoTime,
  note: z.string().nullable().meta({ description: "The staff's reasons; null while it is open" }),
  resolvedAt: isoTime.nullable(),
});
export type DisputeView = z.infer<typeof disputeView>;

export const decisionOrder = z.object({
  decision: z.enum(DECISIONS).meta({
    description:
      "approve: make the call (again), or spend; skip: go on without it; done: it has happened, go on (only for a call that was cut off)",
  }),
  note: words.optional().meta({ description: "What the agent should know about it" }),
});
export type DecisionOrder = z.infer<typeof decisionOrder>;

/** Something that a run waits for. */
export const waitView = z.object({
  id: z.string(),
  reason: z.enum(["question", "approval", "crew"]),
  step: z.number().int(),
  subject: waitSubject,
  askedAt: isoTime,
});
export type WaitView = z.infer<typeof waitView>;

export const runView = z.object({
  id: z.string(),
  lane: z.number().int(),
  agent: z.string().meta({ description: "The agent's slug" }),
  agentName: z.string(),
  agentVersion: z.number().int(),
  model: z.object({ provider: z.string(), id: z.string(), kind: z.string() }),
  status: z.enum(RUN_STATUSES),
  reason: z.string().nullable(),
  backoff: z
    .object({ provider: z.string(), cause: z.enum(BACKOFF_CAUSES), until: isoTime })
    .nullable()
    .meta({
      description:
        "Whose model it waits for while it is queued, and until when: it goes on by itself, and costs nothing meanwhile. Null when it waits for none",
    }),
  waits: z.array(waitView).meta({ description: "What it waits for now: answer by a message, decide on an approval" }),
  continues: z
    .object({ runId: z.string(), step: z.number().int(), wish: z.string().nullable() })
    .nullable()
    .meta({ description: "The run and its step that it goes on from; null when it began with the brief" }),
  parentRunId: z.string().nullable().meta({ description: "Its manager's run; null when the client hired it" }),
  depth: z.number().int().meta({ description: "How many managers stand above it" }),
  task: z.string().nullable().meta({ description: "What its manager gave it to do; null when the client hired it" }),
  steps: z.number().int(),
  maxSteps: z.number().int(),
  inputTokens: z.string(),
  outputTokens: z.string(),
  cost: usd,
  projectedCost: usd
    .nullable()
    .meta({ description: "Where the cost is heading; null before the first step and after the end" }),
  pausing: z.boolean().meta({ description: "It was asked to pause, and finishes its step" }),
  stalledSince: isoTime.nullable().meta({
    description: "Since when it makes no progress, or nobody takes it; its newest `run.stalled` event says why",
  }),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
});
export type RunView = z.infer<typeof runView>;

export const fileView = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  mediaType: z.string(),
});
export type FileView = z.infer<typeof fileView>;

export const jobView = z.object({
  id: z.string(),
  title: z.string(),
  brief: z.string(),
  status: z.enum(JOB_STATUSES),
  reason: z.string().nullable(),
  mode: z.enum(MODES),
  tier: z.enum(TIERS),
  budget: usd,
  runBudget: usd
    .nullable()
    .meta({ description: "What each run may cost at most; null when only the job's budget counts" }),
  askBefore: z
    .object({ stepAbove: usd.nullable(), spentPercent: z.number().int().nullable() })
    .nullable()
    .meta({ description: "Before which steps the client is asked; null when before none (any more)" }),
  acceptance: acceptanceView
    .nullable()
    .meta({ description: "What has to hold before work is handed over; null when nothing has" }),
  project: z.object({ id: z.string(), name: z.string() }).nullable(),
  cost: usd,
  held: usd,
  postedBy: z.string(),
  createdAt: isoTime,
  endedAt: isoTime.nullable(),
  acceptedAt: isoTime.nullable(),
  dispute: disputeView.nullable().meta({ description: "What the client complained about; null when about nothing" }),
  lastSeq: z.number().int().meta({ description: "Number of the job's newest event" }),
  files: z.array(fileView),
  connectors: z.array(z.string()).meta({ description: "Slugs of the connectors that its agents may use" }),
  crew: z
    .array(z.string())
    .nullable()
    .meta({ description: "Slugs in the order of the hire, the manager first; null when it has no crew" }),
  runs: z.array(runView),
});
export type JobView = z.infer<typeof jobView>;

/** A job in a list. */
export const jobSummary = jobView.omit({ brief: true, files: true, acceptance: true, connectors: true });
export type JobSummary = z.infer<typeof jobSummary>;

export const deliverableView = z.object({
  runId: z.string(),
  agent: z.string(),
  agentName: z.string(),
  summary: z.string().meta({ description: "Markdown by the agent: untrusted text" }),
  unverified: z.string().nullable().meta({
    description: "Why the verification that you asked for could not be had; null when it was, or none was wanted",
  }),
  unmet: z.array(z.string()).nullable().meta({
    description: "Why it does not meet the acceptance criteria; null when it does, or none stand",
  }),
  createdAt: isoTime,
  acceptedAt: isoTime.nullable(),
  files: z.array(fileView),
});
export type DeliverableView = z.infer<typeof deliverableView>;
