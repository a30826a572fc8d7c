import { and, asc, eq, isNotNull, isNull, or, type SQL } from "drizzle-orm";
import { agents, agentVersions, deliverableFiles, deliverables, files, runs } from "#drizzle/schema/index";
import type { OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { toFileView } from "../files/file-view";
import type { DeliverableView } from "../schema";
import { requireJobRow } from "./jobs";

/**
 * What the runs of a job have handed over to its client, by lane; a manager has what its crew made. Work that did not meet the
 * acceptance criteria is among it once the client has accepted it.
 * @throws NotFound
 */
export const listDeliverables = (scope: OrgScope, jobId: string): Promise<DeliverableView[]> =>
  list(scope, jobId, or(isNull(deliverables.unmet), isNotNull(deliverables.acceptedAt)));

/**
 * What failed runs of a job last wanted to hand over, by lane, and the client has not accepted: the checks did not pass.
 * @throws NotFound
 */
export const listProposals = (scope: OrgScope, jobId: string): Promise<DeliverableView[]> =>
  list(scope, jobId, and(isProposal, isNull(deliverables.acceptedAt)));

/** Work that the client may take although it does not meet the criteria. Its run is joined. */
export const isProposal = and(isNotNull(deliverables.unmet), eq(runs.status, "failed"));

function list(scope: OrgScope, jobId: string, which: SQL | undefined): Promise<DeliverableView[]> {
  return withOrg(scope, async (tx) => {
    await requireJobRow(tx, jobId);
    const rows = await tx
      .select({ deliverable: deliverables, slug: agents.slug, name: agentVersions.name })
      .from(deliverables)
      .innerJoin(runs, eq(runs.id, deliverables.runId))
      .innerJoin(agents, eq(agents.id, runs.agentId))
      .innerJoin(agentVersions, eq(agentVersions.id, runs.agentVersionId))
      .where(and(eq(deliverables.jobId, jobId), eq(runs.depth, 0), which))
      .orderBy(asc(runs.lane));
    const attached = await tx
      .select({ runId: deliverableFiles.runId, file: files })
      .from(deliverableFiles)
      .innerJoin(deliverables, eq(deliverables.runId, deliverableFiles.runId))
      .innerJoin(files, eq(files.id, deliverableFiles.fileId))
      .where(eq(deliverables.jobId, jobId))
      .orderBy(asc(deliverableFiles.position));
    return rows.map(({ deliverable, slug, name }) => ({
      runId: deliverable.runId,
      agent: slug,
      agentName: name,
      summary: deliverable.summary,
      unverified: deliverable.unverified,
      unmet: deliverable.unmet,
      createdAt: deliverable.createdAt.toISOString(),
      acceptedAt: deliverable.acceptedAt?.toISOString() ?? null,
      files: attached.filter((row) => row.runId === deliverable.runId).map((row) => toFileView(row.file)),
    }));
  });
}
