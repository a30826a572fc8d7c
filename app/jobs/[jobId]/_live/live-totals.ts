import { addPico, formatUsd, parseUsd } from "#kernel";
import { isEnded, type LiveRun } from "./live-job";

const sum = (amounts: readonly string[]): string => formatUsd(addPico(...amounts.map((amount) => parseUsd(amount))));

const isOpen = ({ state }: LiveRun["steps"][number]["attempts"][number]) => state === "open";

/** The job's money by its runs' events, exact: charged, reserved for calls under way, and where the cost is heading. */
export function totalsOf(runs: readonly LiveRun[]) {
  return {
    cost: sum(runs.map(({ totals }) => totals.cost)),
    held: sum(
      runs
        .filter((run) => !isEnded(run))
        .flatMap(({ steps }) => steps.flatMap(({ attempts }) => attempts.filter(isOpen).map(({ held }) => held))),
    ),
    /** NULL while no run can say. */
    projected: runs.some(({ totals }) => totals.projectedCost !== null)
      ? sum(runs.map(({ totals }) => totals.projectedCost ?? totals.cost))
      : null,
  };
}
