import { ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import { cache } from "react";
import type { EventView } from "#events";
import { isAllowed } from "#identity";
import { requireScope } from "@/_auth";
import { Card } from "@/_components/ui/card";
import { api, orNotFound } from "@/_trpc/server";
import { AcceptanceTerms } from "./_deliverables/acceptance-terms";
import { Deliverables } from "./_deliverables/deliverables";
import { Dispute } from "./_deliverables/dispute";
import { FileList } from "./_deliverables/file-list";
import { JobConnectors } from "./_deliverables/job-connectors";
import { Proposals } from "./_deliverables/proposals";
import { JobBill } from "./_live/job-bill";
import { JobHead } from "./_live/job-head";
import { Lanes } from "./_live/lanes";
import { LiveProvider } from "./_live/live-context";
import { EMPTY_JOB, type LiveJob } from "./_live/live-job";
import { reduceEvents } from "./_live/reduce-events";
import { withCoolDowns } from "./_live/with-cool-downs";

type JobPageProps = { params: Promise<{ jobId: string }> };

const EVENTS_A_READ = 1000;

/** Where all have ended, and the client has not closed the job without taking anything. */
const ACCEPTABLE: ReadonlySet<string> = new Set(["failed", "review", "accepted"]);

const getJob = cache(async (jobId: string) => {
  await requireScope(`/jobs/${jobId}`);
  return orNotFound((await api()).jobs.get({ jobId }));
});

/** The job as its events so far tell it; the browser goes on from `lastSeq`. */
async function readLiveJob(jobId: string): Promise<LiveJob> {
  const { jobs } = await api();
  let live = EMPTY_JOB;
  for (let events: EventView[] | null = null; events === null || events.length === EVENTS_A_READ; ) {
    ({ events } = await jobs.events({ jobId, after: live.lastSeq, limit: EVENTS_A_READ }));
    live = reduceEvents(live, events);
  }
  return live;
}

export async function generateMetadata({ params }: JobPageProps): Promise<Metadata> {
  return { title: (await getJob((await params).jobId)).title };
}

export default async function JobPage({ params }: JobPageProps) {
  const { jobId } = await params;
  const scope = await requireScope(`/jobs/${jobId}`);
  const job = await getJob(jobId);
  const { jobs } = await api();
  const [live, { deliverables, proposals }, usage] = await Promise.all([
    readLiveJob(jobId),
    jobs.deliverables({ jobId }),
    jobs.usage({ jobId }),
  ]);
  const canControl = isAllowed(scope.role, "job.control");
  const isOpen = job.status !== "accepted" && job.status !== "cancelled";
  return (
    <LiveProvider jobId={jobId} initial={withCoolDowns(live, job.runs)}>
      <div className="grid min-w-0 grid-cols-1 gap-6">
        <JobHead job={job} canControl={canControl} canHire={isAllowed(scope.role, "job.hire")} />
        <Assignment {...job} />
        <Lanes
          jobId={jobId}
          facts={job.runs}
          canControl={canControl}
          canFork={isOpen && isAllowed(scope.role, "job.hire")}
        />
        <Deliverables
          scope={scope}
          job={job}
          deliverables={deliverables}
          canAccept={(job.status === "review" || job.status === "accepted") && isAllowed(scope.role, "job.accept")}
          canAsk={isOpen && isAllowed(scope.role, "job.hire")}
        />
        <Proposals
          scope={scope}
          job={job}
          proposals={proposals}
          canAccept={ACCEPTABLE.has(job.status) && isAllowed(scope.role, "job.accept")}
        />
        <Dispute
          job={job}
          canDispute={(job.status === "review" || job.status === "failed") && isAllowed(scope.role, "job.accept")}
        />
        <JobBill jobId={jobId} initial={usage} />
      </div>
    </LiveProvider>
  );
}

function Assignment({
  brief,
  files,
  acceptance,
  connectors,
}: Pick<Awaited<ReturnType<typeof getJob>>, "brief" | "files" | "acceptance" | "connectors">) {
  return (
    <Card>
      <details className="group">
        <summary className="flex min-h-11 items-center gap-3 rounded-lg px-4 py-2 hover:bg-sunken">
          <ChevronRight
            aria-hidden
            className="-mr-1 size-4 shrink-0 text-muted transition-transform group-open:rotate-90"
          />
          <span className="shrink-0 text-sm font-semibold">Brief</span>
          <span className="min-w-0 truncate text-muted">{brief.trim().split("\n")[0]?.slice(0, 200)}</span>
          <span className="ml-auto shrink-0 text-[0.8125rem] text-muted">
            {files.length === 1 ? "1 file" : `${files.length} files`}
          </span>
        </summary>
        <div className="grid grid-cols-1 items-start gap-4 border-t border-border p-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
          <div className="grid content-start gap-4">
            <p className="max-h-96 max-w-[76ch] overflow-y-auto wrap-anywhere whitespace-pre-wrap">{brief}</p>
            {acceptance ? <AcceptanceTerms {...acceptance} /> : null}
            <JobConnectors slugs={connectors} />
          </div>
          <FileList files={files} />
        </div>
      </details>
    </Card>
  );
}
