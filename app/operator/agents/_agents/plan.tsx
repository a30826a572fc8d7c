import { Changes } from "@/_components/changes";
import { Alert } from "@/_components/ui/alert";
import { Badge, type Tone } from "@/_components/ui/badge";
import type { Answers } from "@/_trpc/types";

type ImportPlan = Answers["agentFiles"]["plan"];
type Outcome = ImportPlan["agents"][number]["outcome"];

const OUTCOMES: Record<Outcome, { readonly tone: Tone; readonly words: (version: number) => string }> = {
  new: { tone: "positive", words: () => "New" },
  changed: { tone: "accent", words: (version) => `Becomes version ${version}` },
  unchanged: { tone: "neutral", words: () => "Unchanged" },
  kept: { tone: "neutral", words: () => "Stays as it is" },
};

/** What an import would do, or what keeps it from being done. */
export function Plan({ plan: { agents, problems } }: { plan: ImportPlan }) {
  return (
    <div className="grid gap-4">
      {problems.length > 0 ? (
        <Alert kind="negative" title="Nothing can be imported until this is put right">
          <ul className="mt-1 grid gap-1">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Alert>
      ) : null}
      {agents.length > 0 ? (
        <ul aria-label="What changes" className="divide-y divide-border rounded-md border border-border">
          {agents.map(({ slug, name, outcome, version, changes }) => (
            <li key={slug} className="grid gap-2 px-4 py-2.5">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{name}</span>
                <Badge tone={OUTCOMES[outcome].tone}>{OUTCOMES[outcome].words(version)}</Badge>
              </p>
              <Changes changes={changes} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
