import type { OrgScope } from "#kernel";
import type { Deliverable, Job } from "@/_trpc/types";
import { AcceptButton } from "./accept-button";
import { labelOfRun } from "./label-of-run";
import { OneDeliverable } from "./one-deliverable";

type ProposalsProps = { scope: OrgScope; job: Job; proposals: readonly Deliverable[]; canAccept: boolean };

/** What failed runs last wanted to hand over: the client may see it differently than the checks. */
export function Proposals({ scope, job, proposals, canAccept }: ProposalsProps) {
  return proposals.map((proposal) => (
    <OneDeliverable
      key={proposal.runId}
      scope={scope}
      deliverable={proposal}
      label={labelOfRun(job, proposal)}
      isOnly={false}
      cost={undefined}
      actions={
        canAccept ? (
          <AcceptButton jobId={job.id} runId={proposal.runId} variant="secondary" label="Accept it anyway" />
        ) : null
      }
    />
  ));
}
