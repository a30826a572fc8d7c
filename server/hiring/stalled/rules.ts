/** A run that shows nothing for so long is told to be stalled, milliseconds. */
export const QUIET_MS = 120_000;

/** A run that stalls so often, and makes no progress in between, is not tried again. */
export const MAX_STALLS = 3;

/** A run that is queued or at work, and has been quiet or was told to be. */
export type QuietRun = {
  readonly status: "queued" | "working";
  /** Its people were told. */
  readonly isFlagged: boolean;
  /** It has shown a sign since they were. */
  readonly isBack: boolean;
  /** What it is at may not be quiet any longer. */
  readonly isOverdue: boolean;
  /** How many shifts were ended for it before, without progress since. */
  readonly stalls: number;
};

/**
 * `flag`: its people are told, and it goes on. `retry`: its shift is ended, and another begins where the last progress was
 * written down. `fail`: it is not tried again.
 */
type Measure = "none" | "flag" | "revive" | "retry" | "fail";

/**
 * What to do about a run. One that is queued waits for something that will come, so it is never failed. One at work is
 * taken from a shift that has not said that it may be quiet for longer.
 */
export function measureFor({ status, isFlagged, isBack, isOverdue, stalls }: QuietRun): Measure {
  if (isFlagged && isBack) return "revive";
  if (status === "working" && isOverdue) return stalls + 1 >= MAX_STALLS ? "fail" : "retry";
  return isFlagged ? "none" : "flag";
}
