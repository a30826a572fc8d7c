import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
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
  const isMany = deliverables.length > AT_A_GLANCE;
  const kept = ({ acceptedAt }: Deliverable): number => (acceptedAt === null ? 0 : 1);
  const ordered = isMany ? deliverables.toSorted((one, other) => kept(other) - kept(one)) : deliverables;
  const isAccepted = job.status === "accepted";
  const show = (deliverable: Deliverable) => (
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
  );
  return (
    <>
      {ordered.length > 0 ? <Row of={deliverables.length}>{ordered.slice(0, AT_A_GLANCE).map(show)}</Row> : null}
      {isMany ? (
        <details className="group">
          <summary className="flex min-h-11 w-fit items-center gap-2 rounded-md pr-3 font-medium hover:underline">
            <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
            {ordered.length - AT_A_GLANCE} more deliverables
          </summary>
          <div className="pt-4">
            <Row of={deliverables.length}>{ordered.slice(AT_A_GLANCE).map(show)}</Row>
          </div>
        </details>
      ) : null}
      {canAccept && open.length > 1 && !isAccepted ? (
        <div className="flex flex-wrap items-center justify-end gap-3">
          <p className="text-muted">Accept one deliverable above, or several, or all of them.</p>
          <AcceptButton jobId={job.id} runId={undefined} label="Accept all" variant="secondary" />
        </div>
      ) : null}
    </>
  );
}

/** So many are seen at a glance; more are behind a line, those that were accepted before it. */
const AT_A_GLANCE = 6;

/** Deliverables beside each other. @param of how many there are in all */
function Row({ of, children }: { of: number; children: ReactNode }) {
  return (
    <div className={cn("grid min-w-0 grid-cols-1 items-start gap-6", COLUMNS[of] ?? "xl:grid-cols-3")}>{children}</div>
  );
}

/** Three fit beside each other; four look better two by two. */
const COLUMNS: Readonly<Record<number, string>> = { 1: "", 2: "xl:grid-cols-2", 4: "xl:grid-cols-2" };
