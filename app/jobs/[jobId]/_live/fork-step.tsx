"use client";

import { useMutation } from "@tanstack/react-query";
import { GitFork } from "lucide-react";
import { Button } from "@/_components/ui/button";
import { useTRPC } from "@/_trpc/client";
import { TextDialog } from "./text-dialog";

type ForkStepProps = { jobId: string; runId: string; step: number };

/** Goes on from a finished step in another lane. */
export function ForkStep({ jobId, runId, step }: ForkStepProps) {
  const fork = useMutation(useTRPC().jobs.fork.mutationOptions());
  return (
    <TextDialog
      trigger={
        <Button variant="ghost" size="sm" className="-my-2 -mr-2.5 self-center text-muted">
          <GitFork aria-hidden />
          <span className="sr-only">Go on from step {step} in another lane</span>
        </Button>
      }
      title={`Go on from step ${step}?`}
      description="A new run of the same agent begins as this one was after that step, with its files. What was paid so far is not paid again."
      label="What should it do then? (optional)"
      action="Begin"
      isOptional
      mutation={fork}
      onSend={(text, idempotencyKey) =>
        fork.mutateAsync({ jobId, runId, step, idempotencyKey, text: text === "" ? undefined : text })
      }
    />
  );
}
