import { Cable } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { isAllowed } from "#identity";
import { requireScope } from "@/_auth";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { Alert } from "@/_components/ui/alert";
import { Card, Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { api } from "@/_trpc/server";
import { AttachConnector } from "./_connectors/attach-connector";
import { type Connector, ConnectorStatus, countTools } from "./_connectors/connector-status";
import { Programs } from "./_connectors/programs";

export const metadata: Metadata = { title: "Connectors" };

/** What went wrong with a sign-in, by the word that the callback leaves in the address. */
const PROBLEMS: Readonly<Record<string, string>> = {
  refused: "The server did not authorize Hireling.",
  stale: "This sign-in was too old, was ended before, or was begun by somebody else.",
  failed: "The server's sign-in did not work. Try again; if it stays so, look at its address.",
};

export default async function ConnectorsPage({ searchParams }: { searchParams: SearchParams }) {
  const { role } = await requireScope("/settings/connectors");
  const canManage = isAllowed(role, "connector.manage");
  const { connectors: doors } = await api();
  const [{ connectors }, { programs }] = await Promise.all([
    doors.list({}),
    canManage ? doors.programs() : { programs: [] },
  ]);
  const problem = PROBLEMS[String((await searchParams).problem)];
  const free = programs.filter(({ program }) => !connectors.some((connector) => connector.program === program));
  return (
    <div className="max-w-4xl">
      <PageHeader
        title="Connectors"
        description="MCP servers of yours that agents may use. You choose at each hire which of them a job gets, and for each tool whether agents use it freely, ask you first, or not at all."
      />
      <div className="grid grid-cols-1 gap-6">
        {problem ? (
          <Alert kind="negative" title="You are not signed in to the server">
            {problem} Begin again from the connector.
          </Alert>
        ) : null}
        <Card>
          {connectors.length > 0 ? (
            <ul aria-label="Connectors" className="divide-y divide-border">
              {connectors.map((connector) => (
                <ConnectorRow key={connector.slug} connector={connector} />
              ))}
            </ul>
          ) : (
            <Empty icon={Cable} title="No connectors">
              {canManage
                ? "Attach a server below, and agents can work in your own systems."
                : "Owners and admins attach them."}
            </Empty>
          )}
        </Card>
        {free.length > 0 ? <Programs programs={free} /> : null}
        {canManage ? (
          <Section
            id="attach"
            title="Attach a server"
            description="It has to be reachable from the internet over https."
          >
            <AttachConnector />
          </Section>
        ) : null}
      </div>
    </div>
  );
}

function ConnectorRow({ connector }: { connector: Connector }) {
  const { slug, name, url, status, problem } = connector;
  return (
    <li className="relative grid grid-cols-1 gap-x-6 gap-y-1.5 px-4 py-3 hover:bg-sunken sm:grid-cols-[minmax(0,1fr)_8rem_6rem] sm:items-center">
      <div className="min-w-0">
        <Link
          href={`/settings/connectors/${slug}`}
          className="font-medium wrap-anywhere after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {name}
        </Link>
        <p className="text-[0.8125rem] break-all text-muted">{problem ?? url ?? "On the agency's machine"}</p>
      </div>
      <div>
        <ConnectorStatus status={status} />
      </div>
      <p className="text-[0.8125rem] text-muted tabular-nums sm:text-right">{countTools(connector)}</p>
    </li>
  );
}
