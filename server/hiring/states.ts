import { DomainError, type JobStatus, RUN_STATUSES, type RunStatus } from "#kernel";

/** A job or a run was to become what it cannot become from the state that it is in. */
export class IllegalTransition extends DomainError {
  constructor(what: "job" | "run", from: string, to: string) {
    super("illegal_transition", `This ${what} is ${from}; it cannot become ${to}.`, { from, to });
  }
}

/** From each state of a run to those it may enter. A delivered, failed or cancelled run has ended. */
const RUN_TRANSITIONS: Record<RunStatus, readonly RunStatus[]> = {
  queued: ["working", "paused", "cancelled", "failed"],
  working: ["queued", "waiting", "paused", "delivered", "failed", "cancelled"],
  // To itself when one of several things that it waits for has come.
  waiting: ["queued", "waiting", "paused", "cancelled", "failed"],
  paused: ["queued", "waiting", "cancelled"],
  delivered: [],
  failed: [],
  cancelled: [],
};

const JOB_TRANSITIONS: Record<JobStatus, readonly JobStatus[]> = {
  queued: ["working", "waiting", "paused", "failed", "cancelled"],
  working: ["queued", "waiting", "paused", "review", "failed", "cancelled"],
  waiting: ["queued", "working", "paused", "review", "failed", "cancelled"],
  paused: ["queued", "working", "waiting", "review", "failed", "cancelled"],
  review: ["accepted", "working", "queued"],
  // Accepted when the client takes work that did not meet the acceptance criteria.
  failed: ["accepted", "working", "queued"],
  accepted: [],
  cancelled: [],
};

/** @returns `to`. @throws IllegalTransition */
export function transitionRun(from: RunStatus, to: RunStatus): RunStatus {
  if (!RUN_TRANSITIONS[from].includes(to)) throw new IllegalTransition("run", from, to);
  return to;
}

/** @returns `to`. @throws IllegalTransition */
export function transitionJob(from: JobStatus, to: JobStatus): JobStatus {
  if (!JOB_TRANSITIONS[from].includes(to)) throw new IllegalTransition("job", from, to);
  return to;
}

/** Whether nothing can become of it any more. */
export const hasRunEnded = (status: RunStatus): boolean => RUN_TRANSITIONS[status].length === 0;

/** The states of a run that has ended. */
export const ENDED = RUN_STATUSES.filter(hasRunEnded);

/** What a job's state is made of. */
export type RunState = {
  readonly status: RunStatus;
  readonly reason: string | null;
  /** Some worker has claimed it at least once. */
  readonly hasStarted: boolean;
  /** A manager has delegated to it: what it came to is the manager's, and not the job's. */
  readonly isDelegated: boolean;
};

/**
 * The state of a job whose people have not decided anything (accepted), from its runs: at work while any run is, then
 * waiting, then for review when there is anything to review. A manager that waits for its crew is at work as they are.
 * @param runs at least one that is not delegated
 */
export function deriveJobStatus(runs: readonly RunState[]): {
  readonly status: JobStatus;
  readonly reason: string | null;
} {
  const first = (status: RunStatus, among = runs) => among.find((run) => run.status === status);
  if (first("queued") || first("working")) {
    return { status: runs.some((run) => run.hasStarted) ? "working" : "queued", reason: null };
  }
  const waiting = runs.find(({ status, reason }) => status === "waiting" && reason !== "crew");
  if (waiting) return { status: "waiting", reason: waiting.reason };
  if (first("paused")) return { status: "paused", reason: null };
  if (first("waiting")) return { status: "working", reason: null };
  const own = runs.filter(({ isDelegated }) => !isDelegated);
  if (first("delivered", own)) return { status: "review", reason: null };
  const failed = first("failed", own);
  return failed ? { status: "failed", reason: failed.reason } : { status: "cancelled", reason: null };
}
