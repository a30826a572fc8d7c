import type { agents, agentVersions, models, runs, waits } from "#drizzle/schema/index";
import { divideHalfEven, formatUsd, type Pico, pico } from "#kernel";
import { continuesOf } from "./continues";
import type { Cooling } from "./dispatch/cool-down";
import type { RunView } from "./schema";
import { hasRunEnded } from "./states";
import { subjectOf } from "./waits/open-waits";

type RunRow = {
  readonly run: typeof runs.$inferSelect;
  readonly agent: Pick<typeof agents.$inferSelect, "slug">;
  readonly version: typeof agentVersions.$inferSelect;
  readonly model: typeof models.$inferSelect;
  /** Those that are open. */
  readonly waits: readonly (typeof waits.$inferSelect)[];
};

/** Steps that a run of this house usually takes; the projection's horizon until a run passes it. */
export const USUAL_STEPS = 8;

/**
 * Where a run's cost is heading: its average step so far, times the steps it usually takes (at least one more than it has
 * taken), and no more than the job's budget allows. NULL before the first step and after the end.
 */
export function projectCost(
  run: { readonly status: RunView["status"]; readonly steps: number; readonly cost: Pico },
  maxSteps: number,
  budget: Pico,
): Pico | null {
  if (run.steps === 0 || hasRunEnded(run.status)) return null;
  const horizon = Math.min(maxSteps, Math.max(USUAL_STEPS, run.steps + 1));
  const projected = pico(divideHalfEven(run.cost * BigInt(horizon), BigInt(run.steps)));
  return projected < budget ? projected : budget;
}

/** What it waits for itself, or what its model does that dispatch leaves alone for now. */
function backoffOf({ run, model }: RunRow, cooling: Cooling): RunView["backoff"] {
  const { notBefore, awaitedProvider, backoffCause, status, pool } = run;
  const own = notBefore !== null && awaitedProvider !== null && backoffCause !== null;
  // A run in another pool is about to call its verifier, not its own model.
  const cold = status === "queued" && pool === model.provider ? cooling.get(model.id) : undefined;
  if (cold && (!own || notBefore < cold.until)) {
    return { provider: model.provider, cause: cold.cause, until: cold.until.toISOString() };
  }
  return own ? { provider: awaitedProvider, cause: backoffCause, until: notBefore.toISOString() } : null;
}

/** A run as every door shows it. */
export function toRunView(row: RunRow, budget: Pico, cooling: Cooling): RunView {
  const { run, agent, version, model, waits } = row;
  const projected = projectCost(run, version.maxSteps, budget);
  return {
    id: run.id,
    lane: run.lane,
    agent: agent.slug,
    agentName: version.name,
    agentVersion: version.version,
    model: { provider: model.provider, id: model.modelId, kind: model.kind },
    status: run.status,
    reason: run.reason,
    backoff: backoffOf(row, cooling),
    waits: waits.map((wait) => ({
      id: wait.id,
      reason: wait.reason,
      step: wait.stepNo,
      subject: subjectOf(wait),
      askedAt: wait.createdAt.toISOString(),
    })),
    continues: continuesOf(run),
    parentRunId: run.parentRunId,
    depth: run.depth,
    task: run.task,
    steps: run.steps,
    maxSteps: version.maxSteps,
    inputTokens: run.inputTokens.toString(),
    outputTokens: run.outputTokens.toString(),
    cost: formatUsd(run.cost),
    projectedCost: projected === null ? null : formatUsd(projected),
    pausing: run.pauseRequestedAt !== null,
    stalledSince: run.stalledAt && run.progressAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
  };
}
