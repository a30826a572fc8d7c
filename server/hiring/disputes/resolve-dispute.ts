import { eq, sql } from "drizzle-orm";
import { creditRun } from "#billing";
import { disputes, runs } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import { addPico, type Clock, Conflict, formatUsd, NotFound, type Pico, ZERO } from "#kernel";
import { notify } from "#notices";
import { recordAudit, type Tx, withSystem } from "#platform";
import { lockRuns } from "../lock-runs";
import { requireJobRow } from "../queries/jobs";
import { lockJob } from "../run-changes";

export type DisputeRuling = {
  readonly outcome: "refunded" | "rejected";
  /** The staff's reasons, for the client. */
  readonly note: string;
};

/**
 * The staff decide about a dispute: all that the job cost is given back (as a credit, or by credit notes for what was
 * invoiced), or it is rejected with reasons. The client is told.
 * @param by the member of staff
 * @throws NotFound | Conflict when it was decided before
 */
export async function resolveDispute(
  by: string,
  jobId: string,
  { outcome, note }: DisputeRuling,
  { clock }: { readonly clock: Clock },
): Promise<void> {
  await withSystem(async (tx) => {
    await requireJobRow(tx, jobId);
    const locked = await lockRuns(tx, jobId);
    const job = await lockJob(tx, jobId);
    const [dispute] = await tx.select().from(disputes).where(eq(disputes.jobId, jobId));
    if (!dispute) throw new NotFound("dispute of the job", jobId);
    if (dispute.outcome) throw new Conflict(`This dispute is ${dispute.outcome} already, by ${dispute.resolvedBy}.`);
    await tx
      .update(disputes)
      .set({ outcome, note, resolvedBy: by, resolvedAt: sql`now()` })
      .where(eq(disputes.jobId, jobId));
    let credited: Pico = ZERO;
    if (outcome === "refunded") {
      for (const run of locked) {
        credited = addPico(credited, await creditRun(tx, run, "The job was disputed.", { clock }));
      }
    }
    const { orgId, title } = job;
    const data = { outcome, note, credited: formatUsd(credited), costs: await readCosts(tx, jobId) };
    await appendEvents(tx, orgId, jobId, [{ runId: null, type: "dispute.resolved", data }]);
    await recordAudit(tx, { orgId, actor: by, action: `dispute.${outcome}`, data: { jobId, credited: data.credited } });
    await notify(tx, {
      orgId,
      kind: "dispute.resolved",
      subject:
        outcome === "refunded" ? `You get your money back for “${title}”` : `Your dispute of “${title}” is rejected`,
      body: outcome === "refunded" ? `$${data.credited} is given back. ${note}` : note,
      href: `/jobs/${jobId}`,
      cause: `dispute.resolved/${jobId}`,
      to: job.postedByUserId,
      data: { jobId, outcome, note, credited: data.credited },
      at: clock.now(),
    });
  });
  announce(jobId);
}

async function readCosts(tx: Tx, jobId: string): Promise<{ runId: string; cost: string }[]> {
  const rows = await tx.select({ runId: runs.id, cost: runs.cost }).from(runs).where(eq(runs.jobId, jobId));
  return rows.map(({ runId, cost }) => ({ runId, cost: formatUsd(cost) }));
}
