import { Alert } from "@/_components/ui/alert";
import { When } from "@/_components/when";
import { providerName } from "@/_components/words";
import { FileList } from "../_deliverables/file-list";
import type { LiveRun } from "./live-job";
import { WaitCard } from "./wait-card";

type RunNoteProps = { jobId: string; run: LiveRun; canControl: boolean };

/** What the run's status means for the reader, below its last step. */
export function RunNote({ jobId, run, canControl }: RunNoteProps) {
  switch (run.status) {
    case "queued":
      if (run.backoff) return <BackoffNote backoff={run.backoff} />;
      return run.stalled ? (
        <Stalled title="Nobody has taken it" stalled={run.stalled} />
      ) : (
        <p className="mt-4 text-muted first:mt-0">Waiting for a worker. It starts by itself.</p>
      );
    case "waiting":
      return run.waits.length > 0 ? (
        run.waits.map((wait) => <WaitCard key={wait.id} jobId={jobId} wait={wait} canControl={canControl} />)
      ) : (
        <Alert kind="caution" title="Waiting for you" className="mt-4">
          {run.message}
          {run.waitingFor === "budget"
            ? " It goes on by itself once there is room; or cancel it to settle what it cost."
            : null}
        </Alert>
      );
    case "paused":
      return (
        <p className="mt-4 text-muted">
          {run.pausedBy === null ? "Paused." : `Paused by ${run.pausedBy}.`} It holds no seat and costs nothing
          meanwhile.
        </p>
      );
    case "failed":
      return (
        <Alert kind="negative" title="This run failed" className="mt-4">
          {run.message}
        </Alert>
      );
    case "cancelled":
      return <p className="mt-4 text-muted">{run.message}</p>;
    case "delivered":
      return run.parent && run.handedOver ? (
        <div className="mt-4 grid gap-3">
          <p className="font-medium text-positive">Handed over to its manager.</p>
          {run.handedOver.files.length > 0 ? <FileList files={run.handedOver.files} /> : null}
        </div>
      ) : (
        <p className="mt-4 font-medium text-positive">Delivered. What it handed over stands below.</p>
      );
    case "working":
      return (
        <>
          {run.stalled ? <Stalled title="No progress" stalled={run.stalled} /> : null}
          <Wish run={run} />
        </>
      );
  }
}

type StalledProps = { title: string; stalled: NonNullable<LiveRun["stalled"]> };

function Stalled({ title, stalled: { since, reason } }: StalledProps) {
  return (
    <Alert
      kind="caution"
      title={
        <>
          {title} since <When at={since} />
        </>
      }
      className="mt-4 first:mt-0"
    >
      {reason}
    </Alert>
  );
}

/** It has not failed, and nobody has to do anything about it. */
function BackoffNote({ backoff: { provider, until, message } }: { backoff: NonNullable<LiveRun["backoff"]> }) {
  return (
    <Alert kind="caution" title={`Waiting for ${providerName(provider)}`} className="mt-4 first:mt-0">
      {message} Next try at <When at={until} precision="time" className="tabular-nums" />. It goes on by itself; until
      then it holds no seat and costs nothing.
    </Alert>
  );
}

/** What was asked of a run at work that it has not done yet. */
function Wish({ run }: { run: LiveRun }) {
  if (run.cancelledBy !== null) {
    return <p className="mt-4 text-muted">Cancelling. The call under way is brought to its end.</p>;
  }
  return run.pausedBy === null ? null : <p className="mt-4 text-muted">Pausing after this step.</p>;
}
