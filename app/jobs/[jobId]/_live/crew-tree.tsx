import { CornerDownRight, Route } from "lucide-react";
import { formatDuration } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { Section } from "@/_components/ui/card";
import { cn } from "@/_components/ui/cn";
import { MarkedBadge } from "@/_components/ui/marked-badge";
import { criticalPath, inTreeOrder, type Stretch, treeOf } from "./crew-path";
import { Elapsed } from "./elapsed";
import { labelOf } from "./label-of";
import type { LiveRun } from "./live-job";
import { totalsOf } from "./live-totals";
import { RunBadge } from "./run-badge";

/** A manager's runs as a tree: who works for whom on what, what each cost, and what the whole waited for. */
export function CrewTree({ runs }: { runs: readonly LiveRun[] }) {
  const ordered = inTreeOrder(runs);
  const manager = runs.findLast(({ parent }) => parent === null);
  const path = manager?.status === "delivered" ? criticalPath(manager, runs) : [];
  return (
    <Section
      id="crew"
      title="The crew"
      description={
        <>
          {runs.length} runs, <Money usd={totalsOf(runs).cost} /> together
        </>
      }
    >
      <ul className="divide-y divide-border">
        {ordered.map((run) => (
          <Node key={run.id} run={run} runs={runs} isCritical={path.some(({ runId }) => runId === run.id)} />
        ))}
      </ul>
      {path.length > 1 ? <CriticalPath path={path} runs={runs} /> : null}
    </Section>
  );
}

/** Written out, so that the classes are found. As deep as a crew can be. */
const INDENTS = ["", "pl-4", "pl-10"];

type NodeProps = { run: LiveRun; runs: readonly LiveRun[]; isCritical: boolean };

function Node({ run, runs, isCritical }: NodeProps) {
  const tree = treeOf(run, runs);
  const depth = run.parent?.depth ?? 0;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-6 gap-y-1 px-4 py-2.5 sm:grid-cols-[minmax(0,1fr)_4rem_10rem]">
      <div className={cn("flex gap-2 max-sm:col-span-2", INDENTS[depth])}>
        {depth > 0 ? <CornerDownRight aria-hidden className="mt-1 size-3.5 shrink-0 text-muted" /> : null}
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium">{labelOf(run, runs)}</span>
            <span className="text-[0.8125rem] text-muted">lane {run.lane}</span>
            <RunBadge run={run} />
            {isCritical ? <MarkedBadge label="Critical path" tone="outline" icon={Route} /> : null}
          </p>
          {run.parent ? <p className="line-clamp-2 text-[0.8125rem] text-muted">{run.parent.task}</p> : null}
        </div>
      </div>
      <p className={cn("text-[0.8125rem] text-muted tabular-nums sm:pl-0 sm:text-right", depth > 0 && "pl-10")}>
        <Elapsed from={run.startedAt} to={run.endedAt} />
      </p>
      <p className="text-right text-[0.8125rem] tabular-nums">
        <Money usd={run.totals.cost} />
        {tree.length > 1 ? (
          <span className="block text-muted">
            <Money usd={totalsOf(tree).cost} /> with its crew
          </span>
        ) : null}
      </p>
    </li>
  );
}

function CriticalPath({ path, runs }: { path: readonly Stretch[]; runs: readonly LiveRun[] }) {
  const whole = path.reduce((sum, { ms }) => sum + ms, 0);
  const named = path.flatMap(({ runId, ms }) => {
    const run = runs.find(({ id }) => id === runId);
    return run ? `${labelOf(run, runs)} (${formatDuration(ms)})` : [];
  });
  return (
    <p className="border-t border-border px-4 py-3 text-[0.8125rem]">
      <span className="font-medium">Critical path, {formatDuration(whole)}:</span> {named.join(" → ")}. The others
      worked meanwhile.
    </p>
  );
}
