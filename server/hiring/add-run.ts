import { and, eq, max } from "drizzle-orm";
import { openCap } from "#billing";
import type { AgentEdition } from "#catalogue";
import { caps, runs } from "#drizzle/schema/index";
import type { NewEvent } from "#events";
import type { Tx } from "#platform";
import type { Json } from "#runtime";
import type { Continues } from "./continues";
import type { RunRow } from "./run-changes";

/** A run that comes to a job after it was posted. */
export type Addition = {
  readonly id: string;
  readonly edition: AgentEdition;
  /** The run that it goes on from, or that delegates to it: it is as fast, and has the same limit of its own. */
  readonly after: RunRow;
  readonly status: "queued" | "paused";
  /** NULL when it begins anew. */
  readonly continues: Continues | null;
  /** The call that delegates to it; NULL for the client's own. */
  readonly parent: { readonly step: number; readonly position: number; readonly task: string } | null;
  /** `AcceptanceCheck[]` that its task's work has to pass; NULL when there are none. */
  readonly checks: Json | null;
};

/** The next lane of a locked job. */
export async function nextLane(tx: Tx, jobId: string): Promise<number> {
  const [taken] = await tx
    .select({ lane: max(runs.lane) })
    .from(runs)
    .where(eq(runs.jobId, jobId));
  return (taken?.lane ?? 0) + 1;
}

/** Adds a run to a locked job, in this lane. @returns the news of it */
export async function addRun(tx: Tx, lane: number, addition: Addition): Promise<NewEvent> {
  const { id, edition, after, status, continues, parent, checks } = addition;
  const { orgId, jobId, tier } = after;
  const depth = parent === null ? 0 : after.depth + 1;
  await tx.insert(runs).values({
    id,
    orgId,
    jobId,
    agentId: edition.agentId,
    agentVersionId: edition.versionId,
    lane,
    pool: edition.model.provider,
    tier,
    status,
    continuesRunId: continues?.runId,
    fromStep: continues?.step,
    wish: continues?.wish,
    ...(parent === null
      ? {}
      : {
          parentRunId: after.id,
          parentStep: parent.step,
          parentPosition: parent.position,
          task: parent.task,
          depth,
          checks,
        }),
  });
  const [cap] = await tx
    .select({ limit: caps.limit })
    .from(caps)
    .where(and(eq(caps.kind, "run"), eq(caps.subjectId, after.id)));
  if (cap) await openCap(tx, { orgId, kind: "run", subjectId: id, limit: cap.limit });
  return {
    runId: id,
    type: "run.queued",
    data: {
      lane,
      agent: edition.slug,
      agentName: edition.name,
      ...(continues === null ? {} : { continues }),
      ...(parent === null ? {} : { parent: { runId: after.id, depth, ...parent } }),
    },
  };
}
