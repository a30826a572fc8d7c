import type { RunRow } from "./run-changes";

/** What a run goes on from: another's first steps, and what the client wants then. */
export type Continues = { readonly runId: string; readonly step: number; readonly wish: string | null };

/** NULL for a run that begins with the brief. */
export const continuesOf = ({
  continuesRunId: runId,
  fromStep: step,
  wish,
}: Pick<RunRow, "continuesRunId" | "fromStep" | "wish">): Continues | null =>
  runId === null || step === null ? null : { runId, step, wish };
