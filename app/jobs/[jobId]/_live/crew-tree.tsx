import { formatDuration } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { StatusBadge } from "@/_components/status-badge";
import { Section } from "@/_components/ui/card";
import { cn } from "@/_components/ui/cn";
import { criticalPath, inTreeOrder, type Stretch, treeOf } from "./crew-path";
import { Elapsed } from "./elapsed";
import { labelOf } from "./label-of";
import type { LiveRun } from "./live-job";
import { totalsOf } from "./live-totals";

/** A manager's runs as a tree: who works for whom on what, what each cost, and what the whole waited for. */
export function CrewTree({ runs }: { runs: readonly LiveRun[] }) {
  const ordered = inTreeOrder(runs);
  const manager = runs.findLast(({ parent }) => parent === null);
  const path = manager ? criticalPath(manager, runs) : [];
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
const INDENTS = ["", "pl-8", "pl-12"];

type NodeProps = { run: LiveRun; runs: readonly LiveRun[]; isCritical: boolean };

function Node({ run, runs, isCritical }: NodeProps) {
  const tree = treeOf(run, runs);
  return (
    <li className={cn("flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5", INDENTS[run.parent?.depth ?? 0])}>
      <div className="min-w-40 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className={cn(isCritical && "font-semibold")}>{labelOf(run, runs)}</span>
          <span className="text-[0.8125rem] text-muted">lane {run.lane}</span>
          <StatusBadge status={run.status} />
        </p>
        {run.parent ? <p className="line-clamp-2 text-[0.8125rem] text-muted">{run.parent.task}</p> : null}
      </div>
      <div className="ml-auto flex items-center gap-4 text-[0.8125rem] tabular-nums">
        <span className="text-muted">
          <Elapsed from={run.startedAt} to={run.endedAt} />
        </span>
        <span className="text-right">
          <Money usd={run.totals.cost} />
          {tree.length > 1 ? (
            <span className="block text-muted">
              <Money usd={totalsOf(tree).cost} /> with its crew
            </span>
          ) : null}
        </span>
      </div>
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
      <span className="font-medium">Critical path, {formatDuration(whole)}:</span> {named.join(" → ")}. The rest was
      done meanwhile.
    </p>
  );
}
