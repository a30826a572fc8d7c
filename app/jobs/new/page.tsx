import type { Metadata } from "next";
import { isAllowed } from "#identity";
import type { Role } from "#kernel";
import { requireScope } from "@/_auth";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { Alert } from "@/_components/ui/alert";
import { many } from "@/_roster/filters";
import { api } from "@/_trpc/server";
import { HireForm } from "./_hire/hire-form";

export const metadata: Metadata = { title: "New job" };

export default async function NewJobPage({ searchParams }: { searchParams: SearchParams }) {
  const asked = many((await searchParams).agent);
  const back = asked.length > 0 ? `?${new URLSearchParams(asked.map((slug) => ["agent", slug]))}` : "";
  const { role } = await requireScope(`/jobs/new${back}`);
  if (!isAllowed(role, "job.hire")) return <NotForThem role={role} />;
  const { roster, wallet, projects, connectors } = await api();
  const [{ agents }, { available }, open, own] = await Promise.all([
    roster.list({}),
    wallet.get(),
    projects.list(),
    connectors.list({}),
  ]);
  const known = new Map(agents.map((agent) => [agent.slug, agent]));
  const off = asked.filter((slug) => known.get(slug)?.onDuty !== true);
  return (
    <>
      <PageHeader
        title="New job"
        description="Say what should be done, attach the data, choose who does it and what it may cost at most."
      />
      {off.length > 0 ? (
        <Alert kind="caution" title="Not every agent you chose can be hired now" className="mb-6">
          {off
            .map((slug) => `${known.get(slug)?.name ?? slug}: ${known.get(slug)?.reason ?? "not on the roster."}`)
            .join(" ")}
        </Alert>
      ) : null}
      <HireForm
        agents={agents.filter(({ onDuty }) => onDuty)}
        chosen={asked.filter((slug) => !off.includes(slug))}
        available={available}
        projects={open.projects.filter(({ archivedAt }) => archivedAt === null)}
        connectors={own.connectors}
      />
    </>
  );
}

function NotForThem({ role }: { role: Role }) {
  return (
    <>
      <PageHeader title="New job" />
      <Alert title={`Your role in this organization is ${role}`}>
        Owners, admins and members hire agents. Ask an owner for another role if you should.
      </Alert>
    </>
  );
}
