"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { formatCount, formatTokens } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { TraineeNote } from "@/_components/trainee-note";
import { cn } from "@/_components/ui/cn";
import type { Job } from "@/_trpc/types";
import { CancelRun } from "./cancel";
import { Elapsed } from "./elapsed";
import { isEnded, type LiveRun, type LiveWait } from "./live-job";
import { MessageBox } from "./message-box";
import { PauseRun } from "./pause";
import { RunBadge } from "./run-badge";
import { Timeline } from "./timeline";

type LaneProps = {
  jobId: string;
  run: LiveRun;
  label: string;
  facts: Job["runs"][number] | undefined;
  /** Where it goes on from, in words; NULL when it began with the brief. */
  origin: string | null;
  canControl: boolean;
  canFork: boolean;
  className?: string;
};

/** One run, as it happens. */
export function Lane({ jobId, run, label, facts, origin, canControl, canFork, className }: LaneProps) {
  const { totals } = run;
  return (
    <section
      aria-label={label}
      className={cn(
        "flex max-h-[50rem] min-w-0 snap-start flex-col rounded-lg border border-border bg-surface",
        className,
      )}
    >
      <header className="@container grid gap-3 border-b border-border p-4">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h3 className="font-semibold">
            <Link href={`/agents/${run.agent}`} className="rounded-sm underline-offset-4 hover:underline">
              {label}
            </Link>
          </h3>
          <RunBadge run={run} />
          {facts?.model.kind === "trainee" ? <TraineeNote /> : null}
          {canControl && !isEnded(run) ? (
            <div className="ml-auto flex flex-wrap">
              <PauseRun jobId={jobId} run={run} />
              <CancelRun jobId={jobId} run={run} label={label} />
            </div>
          ) : null}
        </div>
        {run.parent ? (
          <p className="line-clamp-3 text-[0.8125rem]" title={run.parent.task}>
            {run.parent.task}
          </p>
        ) : null}
        {origin ? <p className="text-[0.8125rem] text-muted">{origin}</p> : null}
        <dl className="grid grid-cols-3 @xl:grid-cols-6 gap-x-4 gap-y-2 text-[0.8125rem]">
          <Fact label="Elapsed">
            <Elapsed from={run.startedAt} to={run.endedAt} />
          </Fact>
          <Fact label="Steps">
            {totals.steps}
            {facts ? <span className="text-muted"> of {facts.maxSteps}</span> : null}
          </Fact>
          <Fact label="Cost">
            <Money usd={totals.cost} />
          </Fact>
          <Fact label="Tokens in">
            <span title={formatCount(totals.inputTokens)}>{formatTokens(totals.inputTokens)}</span>
          </Fact>
          <Fact label="Tokens out">
            <span title={formatCount(totals.outputTokens)}>{formatTokens(totals.outputTokens)}</span>
          </Fact>
          {totals.projectedCost === null ? null : (
            <Fact label="Projected">
              <Money usd={totals.projectedCost} />
            </Fact>
          )}
        </dl>
      </header>
      <Timeline
        jobId={jobId}
        run={run}
        label={label}
        canControl={canControl}
        canFork={canFork && run.parent === null}
      />
      {canControl && !isEnded(run) && !run.waits.some(isQuestion) ? (
        <footer className="border-t border-border p-3">
          <MessageBox jobId={jobId} runId={run.id} to={label} />
        </footer>
      ) : null}
    </section>
  );
}

/** What is written to a run that asks is its answer: the question has its own place for it. */
const isQuestion = ({ subject }: LiveWait): boolean => subject.kind === "question";

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}
