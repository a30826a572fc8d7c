import { asc, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { disputes, jobs, organizations } from "#drizzle/schema/index";
import { formatUsd, pico } from "#kernel";
import { type Tx, withSystem } from "#platform";

/** A dispute as the staff see it. */
export type Dispute = {
  readonly jobId: string;
  readonly title: string;
  readonly organization: string;
  /** What the job costs the client now, US dollars. */
  readonly cost: string;
  readonly reason: string;
  readonly openedBy: string;
  readonly openedAt: string;
  /** NULL while it is open. */
  readonly outcome: "refunded" | "rejected" | "withdrawn" | null;
  readonly note: string | null;
  readonly resolvedBy: string | null;
};

/** More than these are of no use on one page. */
const DECIDED = 50;

/** All open disputes, the oldest first, and the latest that were decided. */
export function listDisputes(): Promise<{ readonly open: readonly Dispute[]; readonly decided: readonly Dispute[] }> {
  return withSystem(async (tx) => ({
    open: (await read(tx).where(isNull(disputes.outcome)).orderBy(asc(disputes.createdAt))).map(toDispute),
    decided: (await read(tx).where(isNotNull(disputes.outcome)).orderBy(desc(disputes.resolvedAt)).limit(DECIDED)).map(
      toDispute,
    ),
  }));
}

const read = (tx: Tx) =>
  tx
    .select({
      dispute: disputes,
      title: jobs.title,
      organization: organizations.name,
      // Spelled out: inside a subquery a column's bare name would be the inner table's own.
      cost: sql<string>`(select coalesce(sum(r.cost), 0)::text from runs r where r.job_id = disputes.job_id)`,
    })
    .from(disputes)
    .innerJoin(jobs, eq(jobs.id, disputes.jobId))
    .innerJoin(organizations, eq(organizations.id, disputes.orgId));

type Row = Awaited<ReturnType<typeof read>>[number];

const toDispute = ({ dispute, title, organization, cost }: Row): Dispute => ({
  jobId: dispute.jobId,
  title,
  organization,
  cost: formatUsd(pico(BigInt(cost))),
  reason: dispute.reason,
  openedBy: dispute.openedBy,
  openedAt: dispute.createdAt.toISOString(),
  outcome: dispute.outcome,
  note: dispute.note,
  resolvedBy: dispute.resolvedBy,
});
