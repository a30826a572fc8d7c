import type { Metadata } from "next";
import Link from "next/link";
import { cache, type ReactNode } from "react";
import { Duty } from "@/_components/duty";
import { formatCount } from "@/_components/format-quantity";
import { PageHeader } from "@/_components/page-header";
import { componentName, Rate } from "@/_components/rate";
import { TextLink } from "@/_components/text-link";
import { TraineeNote } from "@/_components/trainee-note";
import { Alert } from "@/_components/ui/alert";
import { Badge } from "@/_components/ui/badge";
import { Button } from "@/_components/ui/button";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { capitalized, providerName, TIER_NAMES, toolName } from "@/_components/words";
import { api, orNotFound } from "@/_trpc/server";
import { OwnSkills } from "./_agent/own-skills";
import { Versions } from "./_agent/versions";

type AgentPageProps = { params: Promise<{ slug: string }> };

const getAgent = cache(async (slug: string) => orNotFound((await api()).roster.get({ slug: slug.slice(0, 63) })));

export async function generateMetadata({ params }: AgentPageProps): Promise<Metadata> {
  const agent = await getAgent((await params).slug);
  return { title: agent.name, description: agent.pitch };
}

export default async function AgentPage({ params }: AgentPageProps) {
  const agent = await getAgent((await params).slug);
  const { skills, versions } = await (await api()).roster.history({ slug: agent.slug });
  const { model } = agent;
  return (
    <>
      <PageHeader
        title={agent.name}
        description={`${agent.role}, published by ${agent.publisher}`}
        actions={
          agent.onDuty ? (
            <Button variant="primary" asChild>
              <Link href={`/jobs/new?agent=${agent.slug}`}>Hire {agent.name}</Link>
            </Button>
          ) : null
        }
      />
      {agent.onDuty ? null : (
        <Alert kind="caution" title={`${agent.name} is off duty`} className="mb-6">
          {agent.reason} <TextLink href="/?duty=on">See who is on duty</TextLink>
        </Alert>
      )}
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 grid-cols-1 content-start gap-6">
          <Section id="pitch" title="What to hire it for">
            <div className="grid gap-4 p-4">
              {model.kind === "trainee" ? (
                <div>
                  <TraineeNote />
                </div>
              ) : null}
              <p className="max-w-[70ch]">{agent.pitch}</p>
              <Labelled label="Skills">
                {agent.skills.map((skill) => (
                  <Badge key={skill}>{skill}</Badge>
                ))}
              </Labelled>
              <Labelled label="Tools">
                {agent.tools.map((tool) => (
                  <Badge key={tool} tone="outline">
                    {toolName(tool)}
                  </Badge>
                ))}
              </Labelled>
              <OwnSkills skills={skills} />
            </div>
          </Section>
          <Section id="rates" title="Rates" description="US dollars in the standard tier, the agent's markup included">
            <Table label={`Rates of ${agent.name}`}>
              <thead>
                <tr>
                  <Th>What is counted</Th>
                  <Th className={figure}>Price</Th>
                  <Th>Per</Th>
                </tr>
              </thead>
              <tbody>
                {Object.entries(agent.rates).map(([component, usd]) => (
                  <Tr key={component}>
                    <Td>{componentName(component)}</Td>
                    <Td className={figure}>
                      <Rate usd={usd} />
                    </Td>
                    <Td className="text-muted">{component === "webSearch" ? "1,000 calls" : "1,000,000 tokens"}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          </Section>
          <Versions versions={versions} />
        </div>
        <Section id="facts" title="At a glance" className="self-start">
          <dl className="grid gap-3 p-4 text-[0.8125rem]">
            <Fact label="Status">
              <Duty onDuty={agent.onDuty} reason={null} />
            </Fact>
            <Fact label="Grade">{capitalized(agent.grade)}</Fact>
            <Fact label="Version">{agent.version}</Fact>
            <Fact label="Model">
              {model.name} <span className="text-muted">by {providerName(model.provider)}</span>
            </Fact>
            {model.servedAs ? <Fact label="Served as">{model.servedAs}</Fact> : null}
            <Fact label="Context window">{formatCount(model.contextWindow)} tokens</Fact>
            <Fact label="Maximum output">{formatCount(model.maxOutput)} tokens</Fact>
            <Fact label="Tiers">{agent.tiers.map((tier) => TIER_NAMES[tier]).join(", ")}</Fact>
            <Fact label="Limits and prices from">
              <span className="wrap-anywhere">{model.source}</span>
            </Fact>
          </dl>
        </Section>
      </div>
    </>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid gap-1.5">
      <h3 className="text-xs font-medium text-muted">{label}</h3>
      <div className="flex flex-wrap gap-1.5">{children}</div>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-3">
      <dt className="text-muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
