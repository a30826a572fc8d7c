import type { RunStatus } from "#kernel";
import { statusName } from "@/_components/status-badge";
import { stripCurrent, stripItem } from "@/_components/strip";
import { cn } from "@/_components/ui/cn";
import type { LiveRun } from "./live-job";

/** What needs a person first, what is over last. */
const ORDER: readonly RunStatus[] = ["waiting", "failed", "paused", "working", "queued", "delivered", "cancelled"];

type RunFilterProps = {
  runs: readonly LiveRun[];
  /** NULL: all of them. */
  chosen: RunStatus | null;
  onChoose: (status: RunStatus | null) => void;
};

/** How many runs are in which state, to look at those of one state only. */
export function RunFilter({ runs, chosen, onChoose }: RunFilterProps) {
  const states = ORDER.map((status) => ({ status, count: runs.filter((run) => run.status === status).length })).filter(
    ({ count }) => count > 0,
  );
  if (states.length < 2) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would not scroll sideways
    <div role="group" aria-label="Runs by status" className="relative flex gap-1 overflow-x-auto p-0.5">
      {[{ status: null, count: runs.length }, ...states].map(({ status, count }) => (
        <button
          key={status ?? "all"}
          type="button"
          aria-pressed={status === chosen}
          onClick={() => onChoose(status)}
          className={cn(stripItem, status === chosen && stripCurrent, "gap-1.5")}
        >
          {status ? statusName(status) : "All"} <span className="tabular-nums">{count}</span>
        </button>
      ))}
    </div>
  );
}
