import { Briefcase } from "lucide-react";
import type { Metadata } from "next";
import { isAllowed } from "#identity";
import { newId } from "#kernel";
import { requireScope } from "@/_auth";
import { ActionForm } from "@/_components/action-form";
import { MoneyField, TextField } from "@/_components/fields";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { TextLink } from "@/_components/text-link";
import { Alert } from "@/_components/ui/alert";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { When } from "@/_components/when";
import { api, orNotFound } from "@/_trpc/server";
import type { Job } from "@/_trpc/types";
import { TimetableFields } from "../_orders/timetable-fields";
import { createOrder } from "../actions";

export const metadata: Metadata = { title: "Repeat a job" };

const LATEST_JOBS = 20;

export default async function NewStandingOrderPage({ searchParams }: { searchParams: SearchParams }) {
  const { job: jobId } = await searchParams;
  const chosen = typeof jobId === "string" ? jobId : null;
  const { role } = await requireScope(`/standing-orders/new${chosen ? `?job=${encodeURIComponent(chosen)}` : ""}`);
  return (
    <>
      <PageHeader
        title="Repeat a job"
        description="The same brief, files and agents, posted again and again as a job of its own each time."
      />
      {isAllowed(role, "job.hire") ? (
        <div className="max-w-3xl">{chosen ? <OrderForm jobId={chosen} /> : <ChooseJob />}</div>
      ) : (
        <Alert title={`Your role in this organization is ${role}`}>Owners, admins and members hire agents.</Alert>
      )}
    </>
  );
}

async function OrderForm({ jobId }: { jobId: string }) {
  const { jobs } = await api();
  const job = await orNotFound(jobs.get({ jobId }));
  return (
    <Section id="order" title="Standing order" description={whatIsRepeated(job)}>
      <ActionForm
        action={createOrder}
        hidden={{ jobId, idempotencyKey: newId() }}
        submit="Place the standing order"
        variant="primary"
      >
        <TextField name="title" label="Title of each job" defaultValue={job.title} />
        <TimetableFields />
        <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
          <MoneyField
            name="budget"
            label="Budget of each job, US dollars"
            hint="A hard cap, as for any job."
            defaultValue={job.budget}
          />
          <MoneyField
            name="monthLimit"
            label="Budget of a month, US dollars"
            hint="All its jobs together. Once it is used up, the order pauses until the next month."
          />
        </div>
      </ActionForm>
    </Section>
  );
}

function whatIsRepeated({ runs, files }: Job): string {
  const names = [...new Set(runs.map(({ agentName }) => agentName))].join(", ");
  const attached = files.length === 0 ? "" : `, with ${files.length === 1 ? "1 file" : `${files.length} files`}`;
  return `By ${names}${attached}`;
}

async function ChooseJob() {
  const { jobs } = await (await api()).jobs.list({ limit: LATEST_JOBS });
  if (jobs.length === 0) {
    return (
      <Section id="jobs" title="Choose the job">
        <Empty icon={Briefcase} title="No jobs yet">
          Post the task once, see that it goes well, and repeat it then.
        </Empty>
      </Section>
    );
  }
  return (
    <Section id="jobs" title="Choose the job">
      <ul className="divide-y divide-border">
        {jobs.map(({ id, title, createdAt }) => (
          <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-3">
            <TextLink href={`/standing-orders/new?job=${id}`} className="min-w-0 wrap-anywhere">
              {title}
            </TextLink>
            <When at={createdAt} className="text-[0.8125rem] text-muted" />
          </li>
        ))}
      </ul>
    </Section>
  );
}
