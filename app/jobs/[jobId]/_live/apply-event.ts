import {
  isEnded,
  type LiveAttempt,
  type LiveEvent,
  type LiveJob,
  type LiveMessage,
  type LiveRun,
  type LiveStep,
} from "./live-job";

type RunEvent = Extract<
  LiveEvent,
  {
    type:
      | `run.${string}`
      | `attempt.${string}`
      | `step.${string}`
      | `tool.${string}`
      | `wait.${string}`
      | `message.${string}`
      | `verification.${string}`
      | `delivery.${string}`;
  }
>;

const NO_TOTALS: LiveRun["totals"] = {
  steps: 0,
  inputTokens: "0",
  outputTokens: "0",
  cost: "0.00",
  projectedCost: null,
};

/** What the page shows after one more event. Events of a run that was never announced are ignored. */
export function applyEvent(job: LiveJob, event: LiveEvent): LiveJob {
  switch (event.type) {
    case "job.posted":
    case "job.budget":
      return { ...job, budget: event.data.budget };
    case "job.status":
      return { ...job, status: event.data.status, reason: event.data.reason };
    case "job.accepted":
      return { ...job, status: "accepted", reason: null, revision: job.revision + 1 };
    case "dispute.opened":
      return { ...job, revision: job.revision + 1 };
    case "dispute.resolved":
      return {
        ...job,
        revision: job.revision + 1,
        runs: job.runs.map((run) => withCost(run, costIn(event.data, run))),
      };
    case "run.queued":
      return event.runId === null
        ? job
        : { ...job, runs: [...job.runs, queuedRun(event.runId, event.data)].sort(byLane) };
    default:
      return { ...job, runs: job.runs.map((run) => (run.id === event.runId ? applyToRun(gotOn(run), event) : run)) };
  }
}

const costIn = ({ costs }: Extract<LiveEvent, { type: "dispute.resolved" }>["data"], { id }: LiveRun) =>
  costs.find(({ runId }) => runId === id)?.cost;

const byLane = (a: LiveRun, b: LiveRun) => a.lane - b.lane;

const queuedRun = (id: string, data: Extract<LiveEvent, { type: "run.queued" }>["data"]): LiveRun => ({
  id,
  ...data,
  continues: data.continues ?? null,
  parent: data.parent ?? null,
  handedOver: null,
  backoff: null,
  waits: [],
  messages: [],
  pausedBy: null,
  status: "queued",
  message: null,
  waitingFor: null,
  cancelledBy: null,
  stalled: null,
  startedAt: null,
  endedAt: null,
  totals: NO_TOTALS,
  steps: [],
  draft: null,
});

/** Whatever happens to a run, it stands still no more. */
const gotOn = (run: LiveRun): LiveRun => (run.stalled === null ? run : { ...run, stalled: null });

function applyToRun(run: LiveRun, event: RunEvent): LiveRun {
  switch (event.type) {
    case "run.started":
      return { ...working(run), startedAt: run.startedAt ?? event.at };
    case "run.stalled":
      return { ...run, stalled: event.data };
    case "run.backoff":
      return { ...run, status: "queued", backoff: event.data, draft: null };
    case "attempt.reserved":
      return withStep(working(run), event, (step) => withAttempt(step, { ...event.data, state: "open" }));
    case "attempt.failed":
      return withStep({ ...run, draft: null }, event, (step) => withAttempt(step, { ...event.data, state: "failed" }));
    case "attempt.lost":
      return withStep({ ...run, draft: null }, event, (step) => withAttempt(step, { ...event.data, state: "lost" }));
    case "attempt.stopped":
      return withStep({ ...run, draft: null, totals: event.data.totals }, event, (step) =>
        withAttempt(step, { ...event.data, state: "settled" }),
      );
    case "step.settled":
      return withStep({ ...run, draft: null, totals: event.data.totals }, event, (step) => settled(step, event.data));
    case "tool.finished":
      return withStep(run, event, (step) => withResult(step, event.data));
    case "run.compacted": {
      const { attempt, covered, summary, cost, totals } = event.data;
      return withStep({ ...run, totals }, event, (step) => ({
        ...withAttempt(step, { attempt, state: "settled" }),
        compaction: { covered, summary, cost },
      }));
    }
    case "verification.settled": {
      const { attempt, cost, totals } = event.data;
      return withStep({ ...run, totals }, event, (step) => ({
        ...withAttempt(step, { attempt, state: "settled" }),
        verificationCost: cost,
      }));
    }
    case "delivery.checked":
      return withStep(run, event, (step) => ({ ...step, checked: event.data }));
    case "run.waiting": {
      const { reason, message, waits = [] } = event.data;
      return { ...run, status: "waiting", waitingFor: reason, message, waits: [...run.waits, ...waits], draft: null };
    }
    case "wait.resolved":
      return withoutWait(run, event.data.waitId);
    case "message.posted":
      return withMessage(run, event.data);
    case "message.read":
      return { ...run, messages: run.messages.map((message) => readFrom(message, event.data)) };
    case "run.pausing":
      return { ...run, pausedBy: event.data.by };
    case "run.paused":
      return { ...run, status: "paused", pausedBy: event.data.by ?? run.pausedBy, backoff: null, draft: null };
    case "run.resumed":
      return resumed(run);
    case "run.cancelling":
      return { ...run, cancelledBy: event.data.by };
    case "run.delivered":
      return { ...ended(run, event.at, "delivered", null), handedOver: event.data };
    case "run.failed":
      return withCost(ended(run, event.at, "failed", event.data.reason), event.data.cost);
    case "run.cancelled":
      return ended(run, event.at, "cancelled", `Cancelled by ${run.cancelledBy ?? event.data.by}.`);
    default:
      return run;
  }
}

const working = (run: LiveRun): LiveRun =>
  isEnded(run) ? run : { ...run, status: "working", waitingFor: null, message: null, backoff: null, waits: [] };

/** Where it goes on: queued, or waiting for what is still open. */
const resumed = (run: LiveRun): LiveRun => {
  if (run.status !== "paused") return { ...run, pausedBy: null };
  return { ...run, status: run.waits.length > 0 ? "waiting" : "queued", pausedBy: null };
};

function withoutWait(run: LiveRun, waitId: string): LiveRun {
  const waits = run.waits.filter(({ id }) => id !== waitId);
  const goesOn = waits.length === 0 && run.status === "waiting";
  return { ...run, waits, ...(goesOn ? { status: "queued", waitingFor: null, message: null } : {}) };
}

type Posted = Extract<LiveEvent, { type: "message.posted" }>["data"];
type Read = Extract<LiveEvent, { type: "message.read" }>["data"];

function withMessage(run: LiveRun, { messageId: id, text, by }: Posted): LiveRun {
  const beforeStep = (run.steps.at(-1)?.step ?? 0) + 1;
  return { ...run, messages: [...run.messages, { id, text, by, beforeStep, isRead: false }] };
}

const readFrom = (message: LiveMessage, { messageIds, step }: Read): LiveMessage =>
  messageIds.includes(message.id) ? { ...message, beforeStep: step, isRead: true } : message;

const ended = (run: LiveRun, at: string, status: LiveRun["status"], message: string | null): LiveRun => ({
  ...run,
  status,
  message,
  endedAt: at,
  waitingFor: null,
  backoff: null,
  waits: [],
  pausedBy: null,
  cancelledBy: null,
  draft: null,
  totals: { ...run.totals, projectedCost: null },
});

/** What a run costs in the end: less than its steps said where the house carries it. */
const withCost = (run: LiveRun, cost: string | undefined): LiveRun =>
  cost === undefined ? run : { ...run, totals: { ...run.totals, cost } };

function withStep(
  run: LiveRun,
  event: { at: string; data: { step: number } },
  change: (step: LiveStep) => LiveStep,
): LiveRun {
  const number = event.data.step;
  const known = run.steps.find(({ step }) => step === number);
  if (known) return { ...run, steps: run.steps.map((step) => (step === known ? change(step) : step)) };
  const fresh: LiveStep = {
    ...{ step: number, startedAt: event.at, attempts: [], calls: [], settled: null },
    ...{ compaction: null, verificationCost: null, checked: null },
  };
  return { ...run, steps: [...run.steps, change(fresh)].sort((a, b) => a.step - b.step) };
}

function withAttempt(step: LiveStep, change: Pick<LiveAttempt, "attempt" | "state"> & Partial<LiveAttempt>): LiveStep {
  const known = step.attempts.find(({ attempt }) => attempt === change.attempt);
  const next: LiveAttempt = {
    attempt: change.attempt,
    state: change.state,
    held: change.held ?? known?.held ?? "0.00",
    reason: change.reason ?? null,
    retryInMs: change.retryInMs ?? null,
  };
  if (!known) return { ...step, attempts: [...step.attempts, next] };
  return { ...step, attempts: step.attempts.map((attempt) => (attempt === known ? next : attempt)) };
}

type Settlement = Extract<LiveEvent, { type: "step.settled" }>["data"];

function settled(step: LiveStep, data: Settlement): LiveStep {
  const { text, inputTokens, outputTokens, cost, credited } = data;
  return {
    ...withAttempt(step, { attempt: data.attempt, state: "settled" }),
    settled: { text, inputTokens, outputTokens, cost, credited },
    calls: data.toolCalls.map(({ position, name, args }) => ({ position, name, args, result: null })),
  };
}

function withResult(step: LiveStep, data: Extract<LiveEvent, { type: "tool.finished" }>["data"]): LiveStep {
  const { content, truncated, isError, ms } = data;
  return {
    ...step,
    calls: step.calls.map((call) =>
      call.position === data.position ? { ...call, result: { content, truncated, isError, ms } } : call,
    ),
  };
}
