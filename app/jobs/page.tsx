import { Briefcase, Plus, Repeat } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { isAllowed } from "#identity";
import { JOB_STATUSES, type JobStatus } from "#kernel";
import { requireScope } from "@/_auth";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { StatusBadge, statusName } from "@/_components/status-badge";
import { Strip, StripLink } from "@/_components/strip";
import { Button } from "@/_components/ui/button";
import { Card } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { When } from "@/_components/when";
import { api } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";

export const metadata: Metadata = { title: "Jobs" };

const PER_PAGE = 30;

type Summary = Answers["jobs"]["list"]["jobs"][number];

const isStatus = (text: unknown): text is JobStatus => JOB_STATUSES.some((status) => status === text);

export default async function JobsPage({ searchParams }: { searchParams: SearchParams }) {
  const { role } = await requireScope("/jobs");
  const { status: asked, cursor } = await searchParams;
  const status = isStatus(asked) ? asked : undefined;
  const { jobs, nextCursor } = await (await api()).jobs.list({
    limit: PER_PAGE,
    status,
    cursor: typeof cursor === "string" ? cursor : undefined,
  });
  const hire = isAllowed(role, "job.hire") ? (
    <Button variant="primary" asChild>
      <Link href="/jobs/new">
        <Plus aria-hidden />
        New job
      </Link>
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        title="Jobs"
        actions={
          <>
            <Button asChild>
              <Link href="/standing-orders">
                <Repeat aria-hidden />
                Standing orders
              </Link>
            </Button>
            {hire}
          </>
        }
      />
      <StatusFilter current={status} />
      <Card>
        {jobs.length > 0 ? (
          <ul className="divide-y divide-border">
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </ul>
        ) : (
          <Empty
            icon={Briefcase}
            title={status ? `No job is ${statusName(status).toLowerCase()}` : "No jobs yet"}
            action={status ? null : hire}
          >
            {status
              ? "Choose another status above."
              : "Post a task, choose one or several agents, and watch them work. You see a quote before anyone starts."}
          </Empty>
        )}
      </Card>
      {nextCursor ? (
        <div className="mt-4 flex justify-center">
          <Button asChild>
            <Link href={`/jobs?${new URLSearchParams({ ...(status ? { status } : {}), cursor: nextCursor })}`}>
              Older jobs
            </Link>
          </Button>
        </div>
      ) : null}
    </>
  );
}

function StatusFilter({ current }: { current: JobStatus | undefined }) {
  return (
    <Strip label="Jobs by status">
      {[undefined, ...JOB_STATUSES].map((status) => (
        <StripLink
          key={status ?? "all"}
          href={status ? `/jobs?status=${status}` : "/jobs"}
          isCurrent={status === current}
        >
          {status ? statusName(status) : "All"}
        </StripLink>
      ))}
    </Strip>
  );
}

function JobRow({ job }: { job: Summary }) {
  const names = [...new Set(job.runs.map(({ agentName }) => agentName))];
  const crew = names.map((name) => {
    const count = job.runs.filter(({ agentName }) => agentName === name).length;
    return count > 1 ? `${count} × ${name}` : name;
  });
  return (
    <li className="relative grid grid-cols-1 gap-x-6 gap-y-1.5 px-4 py-3 hover:bg-sunken sm:grid-cols-[minmax(0,1fr)_9.5rem_9rem] sm:items-center">
      <div className="min-w-0">
        <Link
          href={`/jobs/${job.id}`}
          className="font-medium wrap-anywhere after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {job.title}
        </Link>
        <p className="text-[0.8125rem] text-muted">
          {crew.join(", ")}, <When at={job.createdAt} />
        </p>
      </div>
      <div>
        <StatusBadge status={job.status} />
      </div>
      <p className="text-[0.8125rem] tabular-nums sm:text-right">
        <Money usd={job.cost} className="font-medium" />{" "}
        <span className="text-muted">
          of <Money usd={job.budget} spendable />
        </span>
      </p>
    </li>
  );
}
