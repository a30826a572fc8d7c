"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Alert } from "@/_components/ui/alert";
import { Button } from "@/_components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogTrigger } from "@/_components/ui/dialog";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";
import type { LiveRun } from "./live-job";

const CONSEQUENCE = "The model calls made so far stay on the bill; nothing new is started.";

export function CancelRun({ jobId, run, label }: { jobId: string; run: LiveRun; label: string }) {
  const cancel = useMutation(useTRPC().jobs.cancelRun.mutationOptions());
  return (
    <Confirm
      title={`Cancel the run of ${label}?`}
      action="Cancel this run"
      trigger={
        <Button variant="ghost" size="sm" className="text-muted" disabled={run.cancelledBy !== null}>
          <span>
            {run.cancelledBy !== null ? "Cancelling" : "Cancel"}
            <span className="@max-md:sr-only"> run</span>
          </span>
        </Button>
      }
      mutation={cancel}
      onConfirm={() => cancel.mutateAsync({ jobId, runId: run.id })}
    >
      {CONSEQUENCE} Other agents on this job go on.
    </Confirm>
  );
}

export function CancelJob({ jobId }: { jobId: string }) {
  const cancel = useMutation(useTRPC().jobs.cancel.mutationOptions());
  return (
    <Confirm
      title="Cancel this job?"
      action="Cancel the job"
      trigger={<Button variant="danger">Cancel job</Button>}
      mutation={cancel}
      onConfirm={() => cancel.mutateAsync({ jobId })}
    >
      Every agent on it stops. {CONSEQUENCE}
    </Confirm>
  );
}

type ConfirmProps = {
  title: string;
  action: string;
  trigger: ReactNode;
  mutation: { isPending: boolean; error: unknown };
  onConfirm: () => Promise<unknown>;
  children: ReactNode;
};

/** Asks before something that cannot be taken back. */
function Confirm({ title, action, trigger, mutation, onConfirm, children }: ConfirmProps) {
  const [isOpen, setOpen] = useState(false);
  const confirm = () =>
    onConfirm().then(
      () => setOpen(false),
      () => undefined,
    );
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent title={title} description={children}>
        {mutation.error ? <Alert kind="negative">{failureOf(mutation.error).message}</Alert> : null}
        <div className="flex justify-end gap-2">
          <DialogClose asChild>
            <Button>Keep working</Button>
          </DialogClose>
          <Button variant="danger" onClick={confirm} disabled={mutation.isPending}>
            {action}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
