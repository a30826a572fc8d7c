import { inArray } from "drizzle-orm";
import { openCap, requireOpenProject } from "#billing";
import { giveConnectors } from "#connectors";
import { crewMembers, files, jobFiles, jobs, runs } from "#drizzle/schema/index";
import { announce, appendEvents, type NewEvent } from "#events";
import { formatUsd, InvalidInput, isId, newId, type OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { type AcceptancePlan, planAcceptance } from "../acceptance/plan-acceptance";
import { tryDispatch } from "../dispatch/dispatch";
import { nameInputs } from "../files/name-inputs";
import { claimKey, hashBody } from "../idempotency";
import { readJob } from "../queries/jobs";
import { type HirePlan, planHire, readBudget } from "../quote/plan-hire";
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
    await postHire(tx, scope, order, jobId);
    return { job: await readJob(tx, jobId), replayed: false };
  });
  if (!hired.replayed) {
    announce(jobId);
    await tryDispatch();
  }
  return hired;
}

/** A file of the order, and where it lies in a workspace. */
type Input = { readonly id: string; readonly path: string };

/** What an order comes to: whom it hires, what has to hold of their work, and the files they get. */
type Hiring = {
  readonly plan: HirePlan;
  readonly acceptance: AcceptancePlan | null;
  readonly inputs: readonly Input[];
};

/**
 * Checks whether an order could be posted now. Reads only.
 * @throws UnknownAgent | AgentOffDuty | BudgetTooSmall | InvalidInput | NotFound for an unknown project
 */
export async function checkHire(tx: Tx, order: JobOrder): Promise<Hiring> {
  if (order.projectId !== undefined) await requireOpenProject(tx, order.projectId);
  const plan = await planHire(tx, order);
  const acceptance = await planAcceptance(tx, order, [...plan.agents, ...plan.crew]);
  return { plan, acceptance, inputs: await findInputs(tx, order.fileIds) };
}

/**
 * Posts a job and its runs as part of a transaction; after its commit the caller announces it and gives out seats.
 * @returns the job's id
 * @throws as `checkHire`
 */
export async function postHire(tx: Tx, scope: OrgScope, order: JobOrder, jobId = newId()): Promise<string> {
  await postJob(tx, scope, jobId, order, await checkHire(tx, order));
  return jobId;
}

async function postJob(
  tx: Tx,
  scope: OrgScope,
  jobId: string,
  order: JobOrder,
  { plan, acceptance, inputs }: Hiring,
): Promise<void> {
  const { orgId, actor } = scope;
  await tx.insert(jobs).values({
    id: jobId,
    orgId,
    title: order.title,
    brief: order.brief,
    mode: order.mode,
    tier: order.tier,
    status: "queued",
    budget: plan.budget,
    ...readAskBefore(order),
    acceptance: acceptance?.terms ?? null,
    verifierVersionId: acceptance?.verifier?.versionId ?? null,
    projectId: order.projectId,
    postedByUserId: actor.userId,
    postedByKeyId: actor.apiKeyId,
    postedBy: actor.label,
  });
  if (inputs.length > 0) {
    await tx.insert(jobFiles).values(inputs.map(({ id, path }) => ({ orgId, jobId, fileId: id, path })));
  }
  await giveConnectors(tx, orgId, jobId, plan.connectors);
  await openCap(tx, { orgId, kind: "job", subjectId: jobId, limit: plan.budget });
  if (plan.crew.length > 0) {
    const members = plan.crew.map(({ versionId }, position) => ({ orgId, jobId, position, agentVersionId: versionId }));
    await tx.insert(crewMembers).values(members);
  }
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

function readAskBefore({ askBefore: { stepAbove, spentPercent } = {} }: JobOrder) {
  const askStepAbove = stepAbove === undefined ? null : readBudget(stepAbove, "askBefore.stepAbove");
  return { askStepAbove, askSpentPercent: spentPercent ?? null };
}

/** Row-level security hides other organizations' files, so they are as unknown as any. */
async function findInputs(tx: Tx, fileIds: readonly string[]): Promise<Input[]> {
  const wanted = [...new Set(fileIds)];
  if (wanted.length === 0) return [];
  const found = await tx
    .select({ id: files.id, name: files.name })
    .from(files)
    .where(inArray(files.id, wanted.filter(isId)));
  const known = new Map(found.map((file) => [file.id, file]));
  return nameInputs(
    wanted.map((id) => {
      const file = known.get(id);
      if (!file) throw new InvalidInput("fileIds", `There is no file "${id.slice(0, 64)}" here. Upload it first.`);
      return file;
    }),
  );
}
