import { and, count, eq, isNull } from "drizzle-orm";
import { getEdition } from "#catalogue";
import { steps, toolCalls } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import { Conflict, InvalidInput, newId, type OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { addRun, nextLane } from "../add-run";
import { tryDispatch } from "../dispatch/dispatch";
import { AgentOffDuty } from "../errors";
import { claimKey, hashBody } from "../idempotency";
import { lockRuns } from "../lock-runs";
import { readJob, requireJobRow } from "../queries/jobs";
import { whyOffDuty } from "../quote/plan-hire";
import { lockJob, moveJob, type RunRow } from "../run-changes";
import type { ChangesOrder, ForkOrder, JobView } from "../schema";

/** Runs of one job, with all that continue others and all that were delegated. */
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
    const isMeant = (run: RunRow) => order.runId !== undefined || run.parentRunId === null;
    const delivered = chosen.filter((run) => run.status === "delivered" && isMeant(run));
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
    await goOn(tx, runId, await choose(tx));
    return { job: await readJob(tx, jobId), replayed: false };
  });
  if (!continued.replayed) {
    announce(jobId);
    await tryDispatch();
  }
  return continued;
}

/** @param run locked */
async function goOn(tx: Tx, id: string, { run, step, wish }: Beginning): Promise<void> {
  const { orgId, jobId } = run;
  if (run.parentRunId !== null) {
    throw new Conflict("This run works for a manager, who decides what becomes of it. Ask the manager for changes.");
  }
  const edition = await getEdition(tx, run.agentVersionId);
  const why = whyOffDuty(edition);
  if (why) throw new AgentOffDuty(edition.slug, why);
  const job = await lockJob(tx, jobId);
  if (job.status === "accepted" || job.status === "cancelled") {
    throw new Conflict(`This job is ${job.status}, and closed. Post a new one.`, { status: job.status });
  }
  const lane = await nextLane(tx, jobId);
  if (lane > MAX_LANES) throw new Conflict(`A job has at most ${MAX_LANES} runs. Post a new one.`);
  const continues = { runId: run.id, step, wish };
  const added = await addRun(tx, lane, {
    id,
    edition,
    after: run,
    status: "queued",
    continues,
    parent: null,
    checks: null,
  });
  await appendEvents(tx, orgId, jobId, [added, ...(await moveJob(tx, job))]);
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
