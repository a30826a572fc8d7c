import type { OrgScope } from "#kernel";
import { cn } from "@/_components/ui/cn";
import type { Deliverable, Job } from "@/_trpc/types";
import { AcceptButton } from "./accept-button";
import { AskForChanges } from "./ask-for-changes";
import { labelOfRun } from "./label-of-run";
import { OneDeliverable } from "./one-deliverable";

type DeliverablesProps = {
  scope: OrgScope;
  job: Job;
  deliverables: readonly Deliverable[];
  canAccept: boolean;
  canAsk: boolean;
};

/** What the runs handed over. */
export async function Deliverables({ scope, job, deliverables, canAccept, canAsk }: DeliverablesProps) {
  const open = deliverables.filter(({ acceptedAt }) => acceptedAt === null);
  const several = deliverables.length > 1;
  const isAccepted = job.status === "accepted";
  return (
    <>
      <div
        className={cn(
          "grid min-w-0 grid-cols-1 items-start gap-6 empty:hidden",
          COLUMNS[deliverables.length] ?? "xl:grid-cols-3",
        )}
      >
        {deliverables.map((deliverable) => (
          <OneDeliverable
            key={deliverable.runId}
            scope={scope}
            deliverable={deliverable}
            label={labelOfRun(job, deliverable)}
            isOnly={!several}
            cost={several ? job.runs.find(({ id }) => id === deliverable.runId)?.cost : undefined}
            actions={
              <div className="flex flex-wrap gap-2">
                {canAsk ? (
                  <AskForChanges jobId={job.id} runId={deliverable.runId} label={labelOfRun(job, deliverable)} />
                ) : null}
                {canAccept && open.includes(deliverable) ? (
                  <AcceptButton
                    jobId={job.id}
                    runId={several ? deliverable.runId : undefined}
                    variant={isAccepted ? "secondary" : "primary"}
                    label={several ? (isAccepted ? "Accept this one, too" : "Accept this one") : "Accept"}
                  />
                ) : null}
              </div>
            }
          />
        ))}
      </div>
      {canAccept && open.length > 1 && !isAccepted ? (
        <div className="flex flex-wrap items-center justify-end gap-3">
          <p className="text-muted">Accept one deliverable above, or several, or all of them.</p>
          <AcceptButton jobId={job.id} runId={undefined} label="Accept all" variant="secondary" />
        </div>
      ) : null}
    </>
  );
}

/** Three fit beside each other; four look better two by two. */
const COLUMNS: Readonly<Record<number, string>> = { 1: "", 2: "xl:grid-cols-2", 4: "xl:grid-cols-2" };
