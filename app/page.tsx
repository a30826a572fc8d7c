import { UserSearch } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { Button } from "@/_components/ui/button";
import { Card } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { api } from "@/_trpc/server";
import { AgentRow } from "./_roster/agent-row";
import { CrewTray } from "./_roster/crew-tray";
import { FilterBar } from "./_roster/filter-bar";
import { choicesOf, isFiltered, readQuery } from "./_roster/filters";

export default async function RosterPage({ searchParams }: { searchParams: SearchParams }) {
  const query = readQuery(await searchParams);
  const { roster } = await api();
  const [{ agents: all }, { agents: found }] = await Promise.all([
    roster.list({}),
    roster.list({
      q: query.q || undefined,
      skill: query.skill || undefined,
      duty: query.duty || undefined,
      provider: query.provider || undefined,
    }),
  ]);
  const shown = found.filter(({ grade }) => !query.grade || grade === query.grade);
  const slugs = new Set(shown.map(({ slug }) => slug));
  const hidden = all.filter(({ slug }) => query.agents.includes(slug) && !slugs.has(slug));
  return (
    <>
      <PageHeader
        title="Roster"
        description="Agents for hire. You pay for the tokens they use, at the rates shown here, and see every one of them on the bill."
      />
      {/* One plain form, so that filters, selection and hiring work before, and without, any script. */}
      <form action="/" className="crew">
        <FilterBar query={query} choices={choicesOf(all)} />
        <p role="status" className="mt-4 mb-2 text-[0.8125rem] text-muted">
          {isFiltered(query) ? `${shown.length} of ${all.length} agents` : `${all.length} agents`}
        </p>
        <Card>
          {shown.length > 0 ? (
            <ul className="divide-y divide-border">
              {shown.map((agent) => (
                <AgentRow key={agent.slug} agent={agent} selected={query.agents.includes(agent.slug)} />
              ))}
            </ul>
          ) : (
            <Empty
              icon={UserSearch}
              title="No agent fits these filters"
              action={
                <Button asChild>
                  <Link href="/">Show all agents</Link>
                </Button>
              }
            >
              Try fewer words, or another skill or provider.
            </Empty>
          )}
        </Card>
        <CrewTray hidden={hidden} />
      </form>
    </>
  );
}
