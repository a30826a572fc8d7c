import { inArray } from "drizzle-orm";
import { openCap, requireOpenProject } from "#billing";
import { files, jobFiles, jobs, runs } from "#drizzle/schema/index";
import { announce, appendEvents, type NewEvent } from "#events";
import { formatUsd, InvalidInput, isId, newId, type OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { tryDispatch } from "../dispatch/dispatch";
import { nameInputs } from "../files/name-inputs";
import { claimKey, hashBody } from "../idempotency";
import { readJob } from "../queries/jobs";
import { type HirePlan, planHire } from "../quote/plan-hire";
import type { JobOrder, JobView } from "../schema";

export type Hired = {
  readonly job: JobView;
  /** True when this request had been made before: nothing new was hired. */
  readonly replayed: boolean;
};

/**
 * Posts a job and hires its agents: job, runs, cap and events are committed together, then seats are given out. Reserves no
 * money; every step's hold does. With an idempotency key a repeated request answers the first one's job.
 * @throws InvalidInput | AgentOffDuty | BudgetTooSmall | KeyReused
 */
export async function hire(
  scope: OrgScope,
  order: JobOrder,
  options: { readonly idempotencyKey?: string | undefined } = {},
): Promise<Hired> {
  const jobId = newId();
  const { idempotencyKey: key } = options;
  const hired = await withOrg(scope, async (tx): Promise<Hired> => {
    if (key !== undefined) {
      const earlier = await claimKey(tx, scope.orgId, { key, bodyHash: hashBody("hire", order), resultId: jobId });
      if (earlier) return { job: await readJob(tx, earlier), replayed: true };
    }
    const plan = await planHire(tx, order);
    await postJob(tx, scope, jobId, order, plan);
    return { job: await readJob(tx, jobId), replayed: false };
  });
  if (!hired.replayed) {
    announce(jobId);
    await tryDispatch();
  }
  return hired;
}

async function postJob(tx: Tx, scope: OrgScope, jobId: string, order: JobOrder, plan: HirePlan): Promise<void> {
  const { orgId, actor } = scope;
  if (order.projectId !== undefined) await requireOpenProject(tx, order.projectId);
  await tx.insert(jobs).values({
    id: jobId,
    orgId,
    title: order.title,
    brief: order.brief,
    mode: order.mode,
    tier: order.tier,
    status: "queued",
    budget: plan.budget,
    projectId: order.projectId,
    postedByUserId: actor.userId,
    postedByKeyId: actor.apiKeyId,
    postedBy: actor.label,
  });
  await attachFiles(tx, scope, jobId, order.fileIds);
  await openCap(tx, { orgId, kind: "job", subjectId: jobId, limit: plan.budget });
  const hired = plan.agents.map((agent, index) => ({ ...agent, runId: newId(), lane: index + 1 }));
  await tx.insert(runs).values(
    hired.map((agent) => ({
      id: agent.runId,
      orgId,
      jobId,
      agentId: agent.agentId,
      agentVersionId: agent.versionId,
      lane: agent.lane,
      pool: agent.model.provider,
      tier: order.tier,
      status: "queued" as const,
    })),
  );
  const { runBudget: limit } = plan;
  if (limit !== null) {
    for (const { runId } of hired) await openCap(tx, { orgId, kind: "run", subjectId: runId, limit });
  }
  const news: NewEvent[] = hired.map((agent) => ({
    runId: agent.runId,
    type: "run.queued",
    data: { lane: agent.lane, agent: agent.slug, agentName: agent.name },
  }));
  const { title, mode, tier } = order;
  await appendEvents(tx, orgId, jobId, [
    { runId: null, type: "job.posted", data: { title, mode, tier, budget: formatUsd(plan.budget) } },
    ...news,
  ]);
}

/** Row-level security hides other organizations' files, so they are as unknown as any. */
async function attachFiles(tx: Tx, { orgId }: OrgScope, jobId: string, fileIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(fileIds)];
  if (wanted.length === 0) return;
  const found = await tx
    .select({ id: files.id, name: files.name })
    .from(files)
    .where(inArray(files.id, wanted.filter(isId)));
  const known = new Map(found.map((file) => [file.id, file]));
  const attached = wanted.map((id) => {
    const file = known.get(id);
    if (!file) throw new InvalidInput("fileIds", `There is no file "${id.slice(0, 64)}" here. Upload it first.`);
    return file;
  });
  await tx.insert(jobFiles).values(nameInputs(attached).map(({ id, path }) => ({ orgId, jobId, fileId: id, path })));
}
