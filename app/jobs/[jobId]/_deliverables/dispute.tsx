"use client";

import { useMutation } from "@tanstack/react-query";
import { Alert } from "@/_components/ui/alert";
import { Button } from "@/_components/ui/button";
import { useTRPC } from "@/_trpc/client";
import type { Job } from "@/_trpc/types";
import { TextDialog } from "../_live/text-dialog";

const TITLES = {
  open: "You dispute this job; the agency looks at it",
  refunded: "Your dispute was right: what the job cost is given back",
  rejected: "Your dispute was rejected",
  withdrawn: "The dispute is withdrawn",
} as const;

/** Complains about what was delivered, or says what became of the complaint. */
export function Dispute({ job, canDispute }: { job: Pick<Job, "id" | "dispute">; canDispute: boolean }) {
  const dispute = useMutation(useTRPC().jobs.dispute.mutationOptions());
  if (job.dispute) {
    const { status, reason, note } = job.dispute;
    return (
      <Alert kind={status === "refunded" ? "positive" : status === "open" ? "caution" : "info"} title={TITLES[status]}>
        <p className="whitespace-pre-wrap">“{reason}”</p>
        {note ? <p className="mt-1 whitespace-pre-wrap">{note}</p> : null}
      </Alert>
    );
  }
  if (!canDispute) return null;
  return (
    <div className="flex flex-wrap items-center justify-end gap-3">
      <p className="text-muted">Is it not what you paid for, and changes would not help?</p>
      <TextDialog
        trigger={<Button variant="ghost">Dispute this job</Button>}
        title="Dispute this job?"
        description="The staff of the agency read your reasons and decide whether you get your money back. The job stays open until then."
        label="What is wrong?"
        action="Dispute"
        mutation={dispute}
        onSend={(reason) => dispute.mutateAsync({ jobId: job.id, reason })}
      />
    </div>
  );
}
