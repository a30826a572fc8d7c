import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getOverview, listStalled, type Overview } from "#desk";
import { listRoster } from "#hiring";
import { currentIsOperator, requireScope } from "@/_auth";
import { Duty } from "@/_components/duty";
import { Figure, Figures } from "@/_components/figures";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { StalledRuns } from "./stalled-runs";

export const metadata: Metadata = { title: "Operator" };

/** For staff of the installation; to everyone else there is no such page. */
export default async function OperatorPage() {
  await requireScope("/operator");
  if (!(await currentIsOperator())) notFound();
  const [overview, stalled, roster] = await Promise.all([getOverview(), listStalled(), listRoster()]);
  return (
    <>
      <PageHeader title="Operator" description="How the agency stands, across all organizations." />
      <div className="grid min-w-0 grid-cols-1 gap-6">
        <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
          <HealthCard overview={overview} />
          <MoneyCard overview={overview} />
        </div>
        <Pools pools={overview.pools} />
        <StalledRuns runs={stalled} />
        <Section
          id="duty"
          title="Who is on duty"
          description="Set a provider's key and start again to bring its agents on"
        >
          <ul className="divide-y divide-border">
            {roster.map((agent) => (
              <li key={agent.slug} className="grid gap-x-6 gap-y-1 px-4 py-2.5 sm:grid-cols-2">
                <div>
                  <p className="font-medium">{agent.name}</p>
                  <p className="text-[0.8125rem] text-muted">{agent.model.name}</p>
                </div>
                <Duty onDuty={agent.onDuty} reason={agent.reason} />
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </>
  );
}

function HealthCard({ overview: { health, organizations } }: { overview: Overview }) {
  return (
    <Section id="health" title="Health">
      <Figures className="p-4">
        <Figure label="A hire would work">{health.status === "ok" ? "Yes" : "No"}</Figure>
        <Figure label="Database">{health.database}</Figure>
        <Figure label="Queue">{health.queue}</Figure>
        <Figure label="Workers">{health.workers}</Figure>
        <Figure label="Organizations">{organizations}</Figure>
      </Figures>
    </Section>
  );
}

function MoneyCard({ overview }: { overview: Overview }) {
  return (
    <Section id="money" title="The last 30 days">
      <Figures className="p-4">
        <Figure label="Charged to clients">
          <Money usd={overview.charged} exact />
        </Figure>
        <Figure label="Providers, at list price">
          <Money usd={overview.providerCost} exact />
        </Figure>
        <Figure label="Carried for clients">
          <Money usd={overview.carried} exact />
        </Figure>
        {overview.disputedTopups > 0 ? (
          <Figure label="Top-ups claimed back by payers' banks: answer them at Stripe">
            {overview.disputedTopups}
          </Figure>
        ) : null}
        {/[1-9]/.test(overview.owed) ? (
          <Figure label="Owed by clients for payments that went back" className="text-negative">
            <Money usd={overview.owed} exact />
          </Figure>
        ) : null}
        <Figure label="Margin">
          <Money usd={overview.margin} exact />
        </Figure>
      </Figures>
    </Section>
  );
}

function Pools({ pools }: Pick<Overview, "pools">) {
  return (
    <Section id="pools" title="Runs under way" description="By the pool whose seats they take">
      {pools.length === 0 ? (
        <p className="p-4 text-[0.8125rem] text-muted">Nobody is at work.</p>
      ) : (
        <Table label="Runs under way">
          <thead>
            <tr>
              <Th>Pool</Th>
              <Th className={figure}>Working</Th>
              <Th className={figure}>Queued</Th>
              <Th className={figure}>Waiting</Th>
            </tr>
          </thead>
          <tbody>
            {pools.map(({ pool, working, queued, waiting }) => (
              <Tr key={pool}>
                <Td>{pool}</Td>
                <Td className={figure}>{working}</Td>
                <Td className={figure}>{queued}</Td>
                <Td className={figure}>{waiting}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
