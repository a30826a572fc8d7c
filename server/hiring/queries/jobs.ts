import { and, asc, desc, eq, inArray, isNull, lt, or } from "drizzle-orm";
import { connectorsOf } from "#connectors";
import {
  agents,
  agentVersions,
  caps,
  crewMembers,
  disputes,
  files,
  jobFiles,
  jobs,
  models,
  projects,
  runs,
  waits,
} from "#drizzle/schema/index";
import { addPico, formatUsd, InvalidInput, isId, type JobStatus, NotFound, type OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { type Acceptance, readAcceptance } from "../acceptance/read-acceptance";
import { type Cooling, readCooling } from "../dispatch/cool-down";
import { toDisputeView } from "../disputes/dispute-view";
import { toFileView } from "../files/file-view";
import { toRunView } from "../run-view";
import type { JobSummary, JobView, RunView } from "../schema";
import { hasRunEnded } from "../states";

type JobRow = typeof jobs.$inferSelect;

/** The job of this organization. @throws NotFound, also for another organization's */
export async function requireJobRow(tx: Tx, jobId: string): Promise<JobRow> {
  const [job] = isId(jobId) ? await tx.select().from(jobs).where(eq(jobs.id, jobId)) : [];
  if (!job) throw new NotFound("job", jobId);
  return job;
}

async function summarize(tx: Tx, rows: readonly JobRow[], cooling: Cooling): Promise<JobSummary[]> {
  const ids = rows.map((job) => job.id);
  if (ids.length === 0) return [];
  const runRows = await tx
    .select({ run: runs, agent: { slug: agents.slug }, version: agentVersions, model: models })
    .from(runs)
    .innerJoin(agents, eq(agents.id, runs.agentId))
    .innerJoin(agentVersions, eq(agentVersions.id, runs.agentVersionId))
    .innerJoin(models, eq(models.id, agentVersions.modelId))
    .where(inArray(runs.jobId, ids))
    .orderBy(asc(runs.lane));
  const waitRows = await tx
    .select()
    .from(waits)
    .where(and(inArray(waits.jobId, ids), isNull(waits.resolvedAt)))
    .orderBy(asc(waits.stepNo), asc(waits.position), asc(waits.id));
  const disputeRows = await tx.select().from(disputes).where(inArray(disputes.jobId, ids));
  const capRows = await tx
    .select({ jobId: caps.subjectId, held: caps.held })
    .from(caps)
    .where(and(eq(caps.kind, "job"), inArray(caps.subjectId, ids)));
  const runCaps = await tx
    .select({ jobId: runs.jobId, limit: caps.limit })
    .from(caps)
    .innerJoin(runs, eq(runs.id, caps.subjectId))
    .where(and(eq(caps.kind, "run"), inArray(runs.jobId, ids)));
  const projectIds = rows.flatMap(({ projectId }) => projectId ?? []);
  const projectRows = await tx
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(inArray(projects.id, projectIds));
  const crewRows = await tx
    .select({ jobId: crewMembers.jobId, slug: agents.slug })
    .from(crewMembers)
    .innerJoin(agentVersions, eq(agentVersions.id, crewMembers.agentVersionId))
    .innerJoin(agents, eq(agents.id, agentVersions.agentId))
    .where(inArray(crewMembers.jobId, ids))
    .orderBy(asc(crewMembers.position));
  return rows.map((job) => {
    const own = runRows.filter((row) => row.run.jobId === job.id);
    const dispute = disputeRows.find(({ jobId }) => jobId === job.id);
    const runBudget = runCaps.find(({ jobId }) => jobId === job.id)?.limit;
    return {
      id: job.id,
      title: job.title,
      status: job.status,
      reason: job.reason,
      mode: job.mode,
      tier: job.tier,
      budget: formatUsd(job.budget),
      runBudget: runBudget === undefined ? null : formatUsd(runBudget),
      askBefore: askBeforeOf(job),
      project: projectRows.find(({ id }) => id === job.projectId) ?? null,
      cost: formatUsd(addPico(...own.map((row) => row.run.cost))),
      held: formatUsd(addPico(...capRows.filter((cap) => cap.jobId === job.id).map((cap) => cap.held))),
      postedBy: job.postedBy,
      createdAt: job.createdAt.toISOString(),
      endedAt: job.endedAt?.toISOString() ?? null,
      acceptedAt: job.acceptedAt?.toISOString() ?? null,
      dispute: dispute ? toDisputeView(dispute) : null,
      lastSeq: job.eventSeq,
      crew: job.mode === "crew" ? crewRows.filter(({ jobId }) => jobId === job.id).map(({ slug }) => slug) : null,
      runs: own.map(
        (row): RunView => toRunView({ ...row, waits: openWaitsOf(row.run, waitRows) }, job.budget, cooling),
      ),
    };
  });
}

function askBeforeOf({ askStepAbove, askSpentPercent: spentPercent }: JobRow): JobView["askBefore"] {
  if (askStepAbove === null && spentPercent === null) return null;
  return { stepAbove: askStepAbove === null ? null : formatUsd(askStepAbove), spentPercent };
}

/** Nobody has to answer what a run waited for when it ended. */
const openWaitsOf = (run: typeof runs.$inferSelect, open: readonly (typeof waits.$inferSelect)[]) =>
  hasRunEnded(run.status) ? [] : open.filter(({ runId }) => runId === run.id);

const NONE_COOLING: Cooling = new Map();

/**
 * One job with its runs and files, inside a transaction of its organization.
 * @param cooling read before it began; without, its runs tell only what they themselves wait for
 * @throws NotFound
 */
export async function readJob(tx: Tx, jobId: string, cooling = NONE_COOLING): Promise<JobView> {
  const job = await requireJobRow(tx, jobId);
  const [summary] = await summarize(tx, [job], cooling);
  if (!summary) throw new NotFound("job", jobId);
  const attached = await tx
    .select({ file: files, path: jobFiles.path })
    .from(jobFiles)
    .innerJoin(files, eq(files.id, jobFiles.fileId))
    .where(eq(jobFiles.jobId, jobId))
    .orderBy(asc(jobFiles.path));
  return {
    ...summary,
    brief: job.brief,
    acceptance: toAcceptanceView(await readAcceptance(tx, job.id)),
    connectors: await connectorsOf(tx, job.id),
    files: attached.map(({ file, path }) => ({ ...toFileView(file), name: path })),
  };
}

function toAcceptanceView(acceptance: Acceptance | null): JobView["acceptance"] {
  if (acceptance === null) return null;
  const { terms, verifier } = acceptance;
  return { ...terms, verifier: verifier && { slug: verifier.slug, name: verifier.name } };
}

/** @throws NotFound, also for another organization's job */
export async function getJob(scope: OrgScope, jobId: string): Promise<JobView> {
  const cooling = await readCooling();
  return withOrg(scope, (tx) => readJob(tx, jobId, cooling));
}

/** The organization's jobs, newest first. `cursor` is the id of the last job of the page before. */
export async function listJobs(
  scope: OrgScope,
  page: { readonly limit: number; readonly cursor?: string | undefined; readonly status?: JobStatus | undefined },
): Promise<{ jobs: JobSummary[]; nextCursor: string | null }> {
  const cooling = await readCooling();
  return withOrg(scope, async (tx) => {
    const after = page.cursor === undefined ? null : await findCursor(tx, page.cursor);
    const rows = await tx
      .select()
      .from(jobs)
      .where(
        and(
          page.status ? eq(jobs.status, page.status) : undefined,
          after
            ? or(lt(jobs.createdAt, after.createdAt), and(eq(jobs.createdAt, after.createdAt), lt(jobs.id, after.id)))
            : undefined,
        ),
      )
      .orderBy(desc(jobs.createdAt), desc(jobs.id))
      .limit(page.limit + 1);
    const shown = rows.slice(0, page.limit);
    return {
      jobs: await summarize(tx, shown, cooling),
      nextCursor: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null,
    };
  });
}

async function findCursor(tx: Tx, cursor: string): Promise<JobRow> {
  const [job] = isId(cursor) ? await tx.select().from(jobs).where(eq(jobs.id, cursor)) : [];
  if (!job) throw new InvalidInput("cursor", "This cursor belongs to no job here. Start again without one.");
  return job;
}
