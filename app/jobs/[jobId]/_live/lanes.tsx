"use client";

import { useState } from "react";
import type { RunStatus } from "#kernel";
import { cn } from "@/_components/ui/cn";
import type { Job } from "@/_trpc/types";
import { CrewTree } from "./crew-tree";
import { labelOf } from "./label-of";
import { Lane } from "./lane";
import { useLive } from "./live-context";
import type { LiveRun } from "./live-job";
import { RunBadge } from "./run-badge";
import { RunFilter } from "./run-filter";

/** So many are seen at a glance; of more, those of one state can be looked at alone. */
const AT_A_GLANCE = 6;

/** What the rows are told apart by; all runs stand in the first where nobody manages. */
const ROWS = ["first", "crew"] as const;

type LanesProps = { jobId: string; facts: Job["runs"]; canControl: boolean; canFork: boolean };

/** Where a run goes on from, in words; NULL for one that began with the brief. */
function originOf({ continues }: LiveRun, runs: readonly LiveRun[]): string | null {
  const origin = continues && runs.find(({ id }) => id === continues.runId);
  return origin ? `Goes on from ${labelOf(origin, runs)}, step ${continues.step}` : null;
}

/** Whether it waits for whoever reads this; on a phone its question would else be behind a tab. */
const asksReader = ({ status, waitingFor }: LiveRun): boolean => status === "waiting" && waitingFor !== "crew";

/** All runs side by side, a crew below its manager; on a phone one at a time, chosen by its tab. */
export function Lanes({ jobId, facts, canControl, canFork }: LanesProps) {
  const { runs } = useLive().job;
  const [chosen, setChosen] = useState<string | null>(null);
  const [status, setStatus] = useState<RunStatus | null>(null);
  const alike = runs.filter((run) => run.status === status);
  // The last of a state may just have left it.
  const shown = alike.length > 0 ? alike : runs;
  const current = shown.find(({ id }) => id === chosen) ?? shown.find(asksReader) ?? shown[0];
  const several = runs.length > 1;
  const hasCrew = runs.some(({ parent }) => parent !== null);
  const rows = hasCrew
    ? [shown.filter(({ parent }) => parent === null), shown.filter(({ parent }) => parent !== null)]
    : [shown];
  return (
    <section aria-labelledby="lanes" className="grid min-w-0 grid-cols-1 gap-3">
      {hasCrew ? <CrewTree runs={runs} /> : null}
      <h2 id="lanes" className={cn("text-sm font-semibold", hasCrew && "mt-3")}>
        {hasCrew ? "What they do, the manager first" : several ? `${runs.length} runs, side by side` : "The run"}
      </h2>
      {runs.length > AT_A_GLANCE ? (
        <RunFilter runs={runs} chosen={alike.length > 0 ? status : null} onChoose={setStatus} />
      ) : null}
      {several ? (
        <div className="relative flex gap-2 overflow-x-auto p-0.5 md:hidden">
          {shown.map((run) => (
            <button
              key={run.id}
              type="button"
              aria-pressed={run === current}
              onClick={() => setChosen(run.id)}
              className="flex min-h-11 shrink-0 items-center gap-2 rounded-md border border-border bg-surface px-3 text-[0.8125rem] aria-pressed:border-accent aria-pressed:font-medium"
            >
              {labelOf(run, runs)}
              <RunBadge run={run} />
            </button>
          ))}
        </div>
      ) : null}
      {rows.map((row, place) => (
        <div
          key={ROWS[place]}
          className="relative grid snap-x grid-cols-1 gap-4 md:auto-cols-[minmax(24rem,1fr)] md:grid-flow-col md:grid-cols-none empty:hidden md:overflow-x-auto md:pb-2"
        >
          {row.map((run) => (
            <Lane
              key={run.id}
              jobId={jobId}
              run={run}
              label={labelOf(run, runs)}
              facts={facts.find(({ id }) => id === run.id)}
              origin={originOf(run, runs)}
              canControl={canControl}
              canFork={canFork}
              className={cn(run !== current && "max-md:hidden")}
            />
          ))}
        </div>
      ))}
      <p role="status" className="sr-only">
        {runs.map((run) => `${labelOf(run, runs)}: ${run.status}.`).join(" ")}
      </p>
    </section>
  );
}
