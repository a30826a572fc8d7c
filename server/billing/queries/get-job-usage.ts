import { asc, eq, sql } from "drizzle-orm";
import { attempts, creditNoteLines, invoices, jobs, usageEvents, waste } from "#drizzle/schema/index";
import { formatUsd, isId, NotFound, type OrgScope, type Tier } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { type AppliedAdjustment, toApplied } from "./adjusted-events";
import { type BilledComponent, type BilledEvent, readBilledEvents } from "./billed-events";
import { readAdjustments } from "./read-adjustments";

type Place = { readonly runId: string; readonly step: number; readonly attempt: number };

/** Every charge line of a job, what the agency credited, and what it carried without charging anyone. USD as decimal strings. */
export type JobUsage = {
  readonly lines: readonly (Place &
    BilledComponent &
    Pick<BilledEvent, "verifier"> & { readonly purpose: string; readonly model: string; readonly tier: Tier })[];
  readonly credits: readonly (Place & { readonly amount: string; readonly reason: string })[];
  /** What re-ratings made of the job's calls, each beginning where the call stood before. */
  readonly adjustments: readonly (Place & AppliedAdjustment)[];
  readonly waste: readonly (Place & {
    readonly amount: string;
    readonly estimated: boolean;
    readonly reason: string;
  })[];
};

/** A job's bill to the single model call: `Σ lines − Σ credits + Σ adjustments` is its cost. @throws NotFound, also for another organization's job */
export function getJobUsage(scope: OrgScope, jobId: string): Promise<JobUsage> {
  return withOrg(scope, async (tx) => {
    const found = isId(jobId) ? await tx.select({ id: jobs.id }).from(jobs).where(eq(jobs.id, jobId)) : [];
    if (found.length === 0) throw new NotFound("job", jobId);
    const events = await readBilledEvents(tx, sql`e.job_id = ${jobId}`);
    const wasted = await tx
      .select({
        runId: attempts.runId,
        step: attempts.stepNo,
        attempt: attempts.no,
        amount: waste.amount,
        estimated: waste.estimated,
        reason: waste.reason,
      })
      .from(waste)
      .innerJoin(attempts, eq(attempts.id, waste.attemptId))
      .where(eq(waste.jobId, jobId))
      .orderBy(asc(waste.createdAt), asc(waste.attemptId));
    return {
      lines: events.flatMap(({ runId, step, attempt, purpose, verifier, model, tier, components }) =>
        components.map((line) => ({ runId, step, attempt, purpose, verifier, model, tier, ...line })),
      ),
      credits: [
        ...events.flatMap(({ runId, step, attempt, credits }) =>
          credits.map((credit) => ({ runId, step, attempt, ...credit })),
        ),
        ...(await readNotes(tx, jobId)),
      ],
      adjustments: (await readAdjustments(tx, sql`e.job_id = ${jobId}`)).map((adjustment) => {
        const { runId, step, attempt } = adjustment;
        return { runId, step, attempt, ...toApplied(adjustment) };
      }),
      waste: wasted.map((row) => ({ ...row, amount: formatUsd(row.amount) })),
    };
  });
}

/** What credit notes gave back of the job's calls, after they had been invoiced. */
async function readNotes(tx: Tx, jobId: string): Promise<JobUsage["credits"][number][]> {
  const rows = await tx
    .select({
      runId: usageEvents.runId,
      step: usageEvents.stepNo,
      attempt: usageEvents.attemptNo,
      amount: creditNoteLines.amount,
      number: invoices.number,
      reason: invoices.reason,
    })
    .from(creditNoteLines)
    .innerJoin(usageEvents, eq(usageEvents.attemptId, creditNoteLines.eventId))
    .innerJoin(invoices, eq(invoices.id, creditNoteLines.creditNoteId))
    .where(eq(usageEvents.jobId, jobId))
    .orderBy(asc(invoices.serial), asc(creditNoteLines.no));
  return rows.map(({ amount, number, reason, ...place }) => ({
    ...place,
    amount: formatUsd(amount),
    reason: `${reason} (credit note ${number})`,
  }));
}
