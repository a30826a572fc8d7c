import type { Metadata } from "next";
import { PageHeader } from "@/_components/page-header";
import { TextLink } from "@/_components/text-link";
import { Badge } from "@/_components/ui/badge";
import { Button } from "@/_components/ui/button";
import { Section } from "@/_components/ui/card";
import { Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import { api } from "@/_trpc/server";
import { requireStaff } from "../clients/staff-only";
import { ImportAgents } from "./_agents/import-agents";

export const metadata: Metadata = { title: "Agents as files" };

export default async function AgentFilesPage() {
  await requireStaff("/operator/agents");
  const agents = await (await api()).agentFiles.list();
  return (
    <>
      <PageHeader
        title="Agents as files"
        description="An agent is a folder: AGENT.md says what it is, and skills/ holds what it reads when it needs it. Keep the folders in git."
        actions={
          <Button asChild>
            <a href="/operator/agents/archive" download>
              Download all
            </a>
          </Button>
        }
      />
      <div className="grid min-w-0 grid-cols-1 gap-6">
        <ImportAgents />
        <Section
          id="agents"
          title="Agents"
          description="What came with the agency follows its releases, until somebody imports an edition of their own."
        >
          <Table label="Agents">
            <thead>
              <tr>
                <Th>Agent</Th>
                <Th>Version</Th>
                <Th>From</Th>
                <Th>Skills it brings</Th>
                <Th>Publisher</Th>
                <Th>
                  <span className="sr-only">Folder</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {agents.map(({ slug, name, version, origin, at, skills, publisherName }) => (
                <Tr key={slug}>
                  <Td>
                    <TextLink href={`/operator/agents/${slug}`}>{name}</TextLink>
                  </Td>
                  <Td className="whitespace-nowrap tabular-nums">
                    {version}, <When at={at} precision="date" className="text-muted" />
                  </Td>
                  <Td>
                    <Badge tone={origin === "imported" ? "accent" : "neutral"}>
                      {origin === "imported" ? "Imported" : "Came with the agency"}
                    </Badge>
                  </Td>
                  <Td>{skills.map((skill) => skill.name).join(", ")}</Td>
                  <Td>{publisherName}</Td>
                  <Td className="text-right">
                    <a
                      href={`/operator/agents/archive?slug=${slug}`}
                      download
                      aria-label={`Download ${name}`}
                      className="text-accent underline-offset-4 hover:underline"
                    >
                      Download
                    </a>
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </Section>
      </div>
    </>
  );
}
