import { and, count, eq, isNull, max } from "drizzle-orm";
import { openCap } from "#billing";
import { getEdition } from "#catalogue";
import { caps, runs, steps, toolCalls } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import { Conflict, InvalidInput, newId, type OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { tryDispatch } from "../dispatch/dispatch";
import { AgentOffDuty } from "../errors";
import { claimKey, hashBody } from "../idempotency";
import { lockRuns } from "../lock-runs";
import { readJob, requireJobRow } from "../queries/jobs";
import { whyOffDuty } from "../quote/plan-hire";
import { lockJob, moveJob, type RunRow } from "../run-changes";
import type { ChangesOrder, ForkOrder, JobView } from "../schema";

/** Runs of one job, with all that continue others. */
const MAX_LANES = 64;

type Options = { readonly idempotencyKey?: string | undefined };

/** What a run is to go on from. */
type Beginning = { readonly run: RunRow; readonly step: number; readonly wish: string | null };

export type Continued = {
  readonly job: JobView;
  /** True when this request had been made before: nothing new was begun. */
  readonly replayed: boolean;
};

/**
 * Asks for changes of what a run delivered: a new run of the same agent version goes on from there, with the files as they
 * were left and the conversation as it was, and the wish as its newest word. What the earlier run did is not billed again.
 * @throws NotFound | Conflict | InvalidInput when it is not clear whose work is meant | AgentOffDuty | KeyReused
 */
export function askForChanges(
  scope: OrgScope,
  jobId: string,
  order: ChangesOrder,
  options: Options = {},
): Promise<Continued> {
  return begin(scope, jobId, { ...options, operation: "changes", order }, async (tx) => {
    const chosen = await lockRuns(tx, jobId, order.runId);
    const delivered = chosen.filter((run) => run.status === "delivered");
    const [run] = delivered;
    if (!run) throw new Conflict("Nothing was delivered that could be changed. Write a message while an agent works.");
    if (delivered.length > 1) {
      throw new InvalidInput("runId", "Several agents have delivered. Say whose work is to be changed.");
    }
    return { run, step: run.steps, wish: order.text };
  });
}

/**
 * Goes on from any finished step of a run, in a new run of the same agent version: as it was after that step, with another
 * wish or with none.
 * @throws NotFound | Conflict | InvalidInput when there is no such finished step | AgentOffDuty | KeyReused
 */
export function forkRun(scope: OrgScope, jobId: string, order: ForkOrder, options: Options = {}): Promise<Continued> {
  return begin(scope, jobId, { ...options, operation: "fork", order }, async (tx) => {
    const [run] = await lockRuns(tx, jobId, order.runId);
    if (!run) throw new Error(`run ${order.runId} was not locked`);
    const { step } = order;
    await requireFinishedStep(tx, run, step, order.text !== undefined);
    return { run, step, wish: order.text ?? null };
  });
}

type Request = Options & { readonly operation: "changes" | "fork"; readonly order: ChangesOrder | ForkOrder };

async function begin(
  scope: OrgScope,
  jobId: string,
  { idempotencyKey: key, operation, order }: Request,
  choose: (tx: Tx) => Promise<Beginning>,
): Promise<Continued> {
  const runId = newId();
  const continued = await withOrg(scope, async (tx): Promise<Continued> => {
    await requireJobRow(tx, jobId);
    if (key !== undefined) {
      const bodyHash = hashBody(operation, { jobId, ...order });
      const earlier = await claimKey(tx, scope.orgId, { key, bodyHash, resultId: runId });
      if (earlier) return { job: await readJob(tx, jobId), replayed: true };
    }
    await addRun(tx, runId, await choose(tx));
    return { job: await readJob(tx, jobId), replayed: false };
  });
  if (!continued.replayed) {
    announce(jobId);
    await tryDispatch();
  }
  return continued;
}

/** @param run locked */
async function addRun(tx: Tx, runId: string, { run, step, wish }: Beginning): Promise<void> {
  const { orgId, jobId, agentId, agentVersionId, pool, tier } = run;
  const edition = await getEdition(tx, agentVersionId);
  const why = whyOffDuty(edition);
  if (why) throw new AgentOffDuty(edition.slug, why);
  const job = await lockJob(tx, jobId);
  if (job.status === "accepted" || job.status === "cancelled") {
    throw new Conflict(`This job is ${job.status}, and closed. Post a new one.`, { status: job.status });
  }
  const [taken] = await tx
    .select({ lane: max(runs.lane) })
    .from(runs)
    .where(eq(runs.jobId, jobId));
  const lane = (taken?.lane ?? 0) + 1;
  if (lane > MAX_LANES) throw new Conflict(`A job has at most ${MAX_LANES} runs. Post a new one.`);
  const status = "queued" as const;
  const own = { agentId, agentVersionId, lane, pool, tier, status };
  await tx.insert(runs).values({ id: runId, orgId, jobId, ...own, continuesRunId: run.id, fromStep: step, wish });
  const [cap] = await tx
    .select({ limit: caps.limit })
    .from(caps)
    .where(and(eq(caps.kind, "run"), eq(caps.subjectId, run.id)));
  if (cap) await openCap(tx, { orgId, kind: "run", subjectId: runId, limit: cap.limit });
  const { slug: agent, name: agentName } = edition;
  const continues = { runId: run.id, step, wish };
  await appendEvents(tx, orgId, jobId, [
    { runId, type: "run.queued", data: { lane, agent, agentName, continues } },
    ...(await moveJob(tx, job)),
  ]);
}

async function requireFinishedStep(tx: Tx, run: RunRow, no: number, hasWish: boolean): Promise<void> {
  const [step] = await tx
    .select({ no: steps.no })
    .from(steps)
    .where(and(eq(steps.runId, run.id), eq(steps.no, no)));
  if (!step) {
    throw new InvalidInput("step", `This run has no finished step ${no}; it has ${run.steps}.`, { steps: run.steps });
  }
  const ofStep = and(eq(toolCalls.runId, run.id), eq(toolCalls.stepNo, no));
  const countOf = async (open: boolean): Promise<number> => {
    const [row] = await tx
      .select({ count: count() })
      .from(toolCalls)
      .where(open ? and(ofStep, isNull(toolCalls.content)) : ofStep);
    return row?.count ?? 0;
  };
  if ((await countOf(true)) > 0) {
    throw new Conflict(`The tools of step ${no} are not done yet. Wait a moment, or begin from an earlier step.`);
  }
  // The conversation would end with the agent's own words: there would be nothing to answer.
  if (!hasWish && (await countOf(false)) === 0) {
    throw new InvalidInput("text", `Step ${no} ended in words. Write what should be done instead.`);
  }
}
