import type { LiveRun } from "./live-job";

export type PathRun = Pick<LiveRun, "id" | "parent" | "startedAt" | "endedAt">;

/** A stretch of time in which the work of this run was what everything waited for. */
export type Stretch = { readonly runId: string; readonly ms: number };

/** Those that a run has delegated to, by lane. */
const crewOf = <Run extends PathRun>(run: Pick<Run, "id">, runs: readonly Run[]): Run[] =>
  runs.filter(({ parent }) => parent?.runId === run.id);

/** A run and all below it, each manager right before its crew. */
export const treeOf = <Run extends PathRun>(run: Run, runs: readonly Run[]): Run[] => [
  run,
  ...crewOf(run, runs).flatMap((member) => treeOf(member, runs)),
];

/** All runs, each manager right before its crew. */
export const inTreeOrder = <Run extends PathRun>(runs: readonly Run[]): Run[] =>
  runs.filter(({ parent }) => parent === null).flatMap((run) => treeOf(run, runs));

/**
 * What determined how long an ended run took: its own work, and of each step's tasks the one that came back last. The
 * stretches follow one another without a gap, from its start to its end.
 */
export function criticalPath(run: PathRun, runs: readonly PathRun[]): Stretch[] {
  if (run.startedAt === null || run.endedAt === null) return [];
  const crew = crewOf(run, runs);
  const steps = [...new Set(crew.map(({ parent }) => parent?.step ?? 0))].sort((a, b) => a - b);
  const path: Stretch[] = [];
  let reached = Date.parse(run.startedAt);
  for (const step of steps) {
    const last = crew.filter(({ parent }) => parent?.step === step).reduce(later);
    if (last.startedAt === null || last.endedAt === null) continue;
    path.push({ runId: run.id, ms: Date.parse(last.startedAt) - reached }, ...criticalPath(last, runs));
    reached = Date.parse(last.endedAt);
  }
  return [...path, { runId: run.id, ms: Date.parse(run.endedAt) - reached }];
}

const later = (a: PathRun, b: PathRun): PathRun => ((b.endedAt ?? "") > (a.endedAt ?? "") ? b : a);
