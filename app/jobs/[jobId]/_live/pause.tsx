"use client";

import { useMutation } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { Button } from "@/_components/ui/button";
import { FieldError } from "@/_components/ui/field";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";
import { isEnded, type LiveRun } from "./live-job";

const isPaused = (run: LiveRun): boolean => run.status === "paused" || run.pausedBy !== null;

type PauseProps = { jobId: string; run: LiveRun };

/** Pauses one run, or lets it go on. */
export function PauseRun({ jobId, run }: PauseProps) {
  return <PauseButton jobId={jobId} runId={run.id} isPaused={isPaused(run)} what="run" size="sm" />;
}

/** Pauses all runs of a job, or lets them go on when none is at work. */
export function PauseJob({ jobId, runs }: { jobId: string; runs: readonly LiveRun[] }) {
  const open = runs.filter((run) => !isEnded(run));
  return <PauseButton jobId={jobId} isPaused={open.every(isPaused)} what="job" size="md" />;
}

type PauseButtonProps = {
  jobId: string;
  /** Absent: all of the job. */
  runId?: string;
  isPaused: boolean;
  what: "run" | "job";
  size: "sm" | "md";
};

function PauseButton({ jobId, runId, isPaused, what, size }: PauseButtonProps) {
  const trpc = useTRPC();
  const pause = useMutation(trpc.jobs.pause.mutationOptions());
  const resume = useMutation(trpc.jobs.resume.mutationOptions());
  const { error, isPending, mutate } = isPaused ? resume : pause;
  const Icon = isPaused ? Play : Pause;
  return (
    <div className="grid justify-items-end">
      <Button
        variant={size === "sm" ? "ghost" : "secondary"}
        size={size}
        className={size === "sm" ? "text-muted" : undefined}
        disabled={isPending}
        onClick={() => mutate({ jobId, runId })}
      >
        <Icon aria-hidden />
        <span>
          {isPaused ? "Resume" : "Pause"}
          <span className="@max-md:sr-only"> {what}</span>
        </span>
      </Button>
      <FieldError id={`pause-error-${runId ?? jobId}`}>{error ? failureOf(error).message : undefined}</FieldError>
    </div>
  );
}
