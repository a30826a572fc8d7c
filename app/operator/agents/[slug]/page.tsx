import type { Metadata } from "next";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { TextLink } from "@/_components/text-link";
import { Section } from "@/_components/ui/card";
import { cn } from "@/_components/ui/cn";
import { When } from "@/_components/when";
import { api, orNotFound } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";
import { requireStaff } from "../../clients/staff-only";

export const metadata: Metadata = { title: "Versions of an agent" };

type Props = { params: Promise<{ slug: string }>; searchParams: SearchParams };

/** An agent's versions, and what one of them changed line by line. For the staff: instructions are their publisher's. */
export default async function AgentVersionsPage({ params, searchParams }: Props) {
  const slug = (await params).slug.slice(0, 63);
  await requireStaff(`/operator/agents/${slug}`);
  const { roster, agentFiles } = await api();
  const { versions } = await orNotFound(roster.history({ slug }));
  const asked = Number((await searchParams).version);
  const shown = versions.find(({ version }) => version === asked) ?? versions[0];
  const files = shown ? await agentFiles.lines({ slug, version: shown.version }) : [];
  return (
    <>
      <PageHeader title={slug} description={<TextLink href={`/agents/${slug}`}>As clients see it</TextLink>} />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[16rem_minmax(0,1fr)]">
        <Section id="versions" title="Versions" className="self-start">
          <ul className="divide-y divide-border">
            {versions.map(({ version, at, origin }) => (
              <li key={version} className={cn("px-4 py-2.5", version === shown?.version && "bg-accent-soft")}>
                <TextLink href={`/operator/agents/${slug}?version=${version}`}>Version {version}</TextLink>
                <p className="text-[0.8125rem] text-muted">
                  <When at={at} />, {origin === "imported" ? "imported" : "came with the agency"}
                </p>
              </li>
            ))}
          </ul>
        </Section>
        <div className="grid min-w-0 content-start gap-6">
          {files.map((file) => (
            <FileLines key={file.path} file={file} />
          ))}
        </div>
      </div>
    </>
  );
}

const LINES = {
  same: { mark: " ", style: "text-muted", said: "" },
  added: { mark: "+", style: "bg-positive-soft", said: "added: " },
  removed: { mark: "−", style: "bg-negative-soft", said: "removed: " },
};

function FileLines({ file: { path, hunks } }: { file: Answers["agentFiles"]["lines"][number] }) {
  return (
    <Section id={path} title={path}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <div tabIndex={0} className="overflow-x-auto py-2 font-mono text-xs">
        {hunks.map(({ line, lines }) => (
          <div key={line} className="border-border border-b py-1 last:border-b-0">
            {lines.map(({ kind, text }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a comparison have no other name, and never move
              <p key={index} className={cn("min-w-max px-4 whitespace-pre", LINES[kind].style)}>
                <span aria-hidden>{LINES[kind].mark} </span>
                <span className="sr-only">{LINES[kind].said}</span>
                {text}
              </p>
            ))}
          </div>
        ))}
      </div>
    </Section>
  );
}
