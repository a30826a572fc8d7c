import { minPico, type Pico, subPico, ZERO } from "#kernel";

/** So many failures one after the other, and it is not posted any more until somebody has looked. */
export const MAX_FAILURES = 3;

/** How an occurrence ended; NULL while its job has not. */
export type Outcome = "failed" | "fine" | null;

/** Whether the last three that have ended all failed. @param outcomes newest first */
export function hasFailedTooOften(outcomes: readonly Outcome[]): boolean {
  const ended = outcomes.filter((outcome) => outcome !== null).slice(0, MAX_FAILURES);
  return ended.length === MAX_FAILURES && ended.every((outcome) => outcome === "failed");
}

/**
 * What the next job may cost: its budget, or what the month has left where that is less. Every job's budget is a hard cap,
 * so that the month's jobs together never pass its limit.
 * @param committed what this month's jobs have cost, and those under way may cost
 * @returns NULL when nothing is left
 */
export function budgetOfNext(budget: Pico, monthLimit: Pico, committed: Pico): Pico | null {
  const left = subPico(monthLimit, committed);
  return left > ZERO ? minPico(budget, left) : null;
}
