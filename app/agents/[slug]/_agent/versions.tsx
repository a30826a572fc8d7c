import { Changes } from "@/_components/changes";
import { Section } from "@/_components/ui/card";
import { When } from "@/_components/when";
import type { Answers } from "@/_trpc/types";

/** What became of an agent. A job keeps the version that it was hired with. */
export function Versions({ versions }: Pick<Answers["roster"]["history"], "versions">) {
  return (
    <Section id="versions" title="Versions" description="A run keeps the version it was hired with">
      <ol className="divide-y divide-border">
        {versions.map(({ version, at, changes }) => (
          <li key={version} className="grid gap-1.5 px-4 py-2.5">
            <p>
              <span className="font-medium">Version {version}</span>{" "}
              <When at={at} precision="date" className="text-[0.8125rem] text-muted" />
            </p>
            <Changes changes={changes} />
          </li>
        ))}
      </ol>
    </Section>
  );
}
