"use client";

import { useState } from "react";
import { StatusBadge } from "@/_components/status-badge";
import { cn } from "@/_components/ui/cn";
import type { Job } from "@/_trpc/types";
import { labelOf } from "./label-of";
import { Lane } from "./lane";
import { useLive } from "./live-context";

type LanesProps = { jobId: string; facts: Job["runs"]; canControl: boolean };

/** All runs side by side; on a phone one at a time, chosen by its tab. */
export function Lanes({ jobId, facts, canControl }: LanesProps) {
  const { runs } = useLive().job;
  const [chosen, setChosen] = useState<string | null>(null);
  const current = runs.find(({ id }) => id === chosen) ?? runs[0];
  const several = runs.length > 1;
  return (
    <section aria-labelledby="lanes" className="grid min-w-0 grid-cols-1 gap-3">
      <h2 id="lanes" className="text-sm font-semibold">
        {several ? `${runs.length} runs, side by side` : "The run"}
      </h2>
      {several ? (
        <div className="flex gap-2 overflow-x-auto p-0.5 md:hidden">
          {runs.map((run) => (
            <button
              key={run.id}
              type="button"
              aria-pressed={run === current}
              onClick={() => setChosen(run.id)}
              className="flex min-h-11 shrink-0 items-center gap-2 rounded-md border border-border bg-surface px-3 text-[0.8125rem] aria-pressed:border-accent aria-pressed:font-medium"
            >
              {labelOf(run, runs)}
              <StatusBadge status={run.status} />
            </button>
          ))}
        </div>
      ) : null}
      <div className="grid snap-x grid-cols-1 gap-4 md:auto-cols-[minmax(24rem,1fr)] md:grid-flow-col md:grid-cols-none md:overflow-x-auto md:pb-2">
        {runs.map((run) => (
          <Lane
            key={run.id}
            jobId={jobId}
            run={run}
            label={labelOf(run, runs)}
            facts={facts.find(({ id }) => id === run.id)}
            canControl={canControl}
            className={cn(run !== current && "max-md:hidden")}
          />
        ))}
      </div>
      <p role="status" className="sr-only">
        {runs.map((run) => `${labelOf(run, runs)}: ${run.status}.`).join(" ")}
      </p>
    </section>
  );
}
