import { and, eq, lt, sql } from "drizzle-orm";
import { runDrafts, runs } from "#drizzle/schema/index";
import { type OrgScope, storableText } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { announce } from "./announce";
import type { Draft } from "./schema";

/** What a viewer can read at a glance; the rest comes with the settled step. */
const MAX_DRAFT_CHARACTERS = 20_000;

/**
 * Replaces the text a run is streaming. Outside the run's transactions, into an unlogged table. A draft that comes late,
 * when its step has settled or the run has stopped, is dropped: the run's row is locked so that it cannot settle meanwhile.
 */
export async function writeDraft(scope: OrgScope, jobId: string, draft: Draft): Promise<void> {
  const text = storableText(draft.text.slice(-MAX_DRAFT_CHARACTERS));
  await withOrg(scope, async (tx) => {
    const [streaming] = await tx
      .select({ id: runs.id })
      .from(runs)
      .where(and(eq(runs.id, draft.runId), eq(runs.status, "working"), lt(runs.steps, draft.step)))
      .for("share");
    if (!streaming) return;
    await tx
      .insert(runDrafts)
      .values({ runId: draft.runId, orgId: scope.orgId, jobId, stepNo: draft.step, text })
      .onConflictDoUpdate({ target: runDrafts.runId, set: { stepNo: draft.step, text, updatedAt: sql`now()` } });
  });
  announce(jobId);
}

/** Forgets the drafts of runs, in the transaction that makes them obsolete. */
export async function clearDrafts(tx: Tx, runIds: readonly string[]): Promise<void> {
  await tx.delete(runDrafts).where(sql`${runDrafts.runId} = any(${sql.param(runIds)}::uuid[])`);
}

export const clearDraft = (tx: Tx, runId: string): Promise<void> => clearDrafts(tx, [runId]);

/** What the runs of a job are streaming now. */
export async function readDrafts(scope: OrgScope, jobId: string): Promise<Draft[]> {
  const rows = await withOrg(scope, (tx) => tx.select().from(runDrafts).where(eq(runDrafts.jobId, jobId)));
  return rows.map((row) => ({ runId: row.runId, step: row.stepNo, text: row.text }));
}
