"use client";

import { useMutation } from "@tanstack/react-query";
import { PencilLine } from "lucide-react";
import { Button } from "@/_components/ui/button";
import { useTRPC } from "@/_trpc/client";
import { TextDialog } from "../_live/text-dialog";

/** Asks the agent to go on from what it delivered. */
export function AskForChanges({ jobId, runId, label }: { jobId: string; runId: string; label: string }) {
  const ask = useMutation(useTRPC().jobs.changes.mutationOptions());
  return (
    <TextDialog
      trigger={
        <Button>
          <PencilLine aria-hidden />
          Ask for changes
        </Button>
      }
      title={`Ask ${label} for changes`}
      description="A new run goes on from what was delivered, with its files. What was paid so far is not paid again; the job's budget counts."
      label="What should be different?"
      action="Ask for changes"
      mutation={ask}
      onSend={(text, idempotencyKey) => ask.mutateAsync({ jobId, runId, text, idempotencyKey })}
    />
  );
}
