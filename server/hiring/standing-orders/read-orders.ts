import { and, desc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import { jobs, occurrences, runs, standingOrders } from "#drizzle/schema/index";
import { isId, NotFound, type Pico, pico } from "#kernel";
import type { Tx } from "#platform";
import { type JobOrder, jobOrder } from "../schema";
import type { Outcome } from "./rules";
import { monthOf } from "./timetable";

export type StandingOrderRow = typeof standingOrders.$inferSelect;

/** An occurrence with what became of it; the parts of the job are NULL when none was posted. */
export type PastOccurrence = {
  readonly standingOrderId: string;
  readonly dueAt: Date;
  readonly refusal: string | null;
  readonly jobId: string | null;
  readonly status: (typeof jobs.$inferSelect)["status"] | null;
  readonly cost: Pico;
};

const costOfJob = sql<string>`(select coalesce(sum(${runs.cost}), 0) from ${runs} where ${runs.jobId} = ${jobs.id})`;

/** What is posted each time. Orders of an earlier release get what has been added since as it is by default. */
export const templateOf = ({ template }: StandingOrderRow): JobOrder => jobOrder.parse(template);

/** Locks the organization's order. @throws NotFound, also for another organization's, and when it was ended */
export async function lockOrder(tx: Tx, id: string): Promise<StandingOrderRow> {
  const [row] = isId(id) ? await tx.select().from(standingOrders).where(eq(standingOrders.id, id)).for("update") : [];
  if (!row || row.endedAt) throw new NotFound("standing order", id);
  return row;
}

/** The latest occurrences of orders, newest first. */
export async function readOccurrences(tx: Tx, ids: readonly string[], limit: number): Promise<PastOccurrence[]> {
  if (ids.length === 0) return [];
  const ranked = tx
    .select({
      standingOrderId: occurrences.standingOrderId,
      dueAt: occurrences.dueAt,
      jobId: occurrences.jobId,
      refusal: occurrences.refusal,
      rank: sql<number>`row_number() over (partition by ${occurrences.standingOrderId} order by ${occurrences.dueAt} desc)`.as(
        "rank",
      ),
    })
    .from(occurrences)
    .where(inArray(occurrences.standingOrderId, [...ids]))
    .as("ranked");
  const rows = await tx
    .select({
      standingOrderId: ranked.standingOrderId,
      dueAt: ranked.dueAt,
      jobId: ranked.jobId,
      refusal: ranked.refusal,
      status: jobs.status,
      cost: costOfJob,
    })
    .from(ranked)
    .leftJoin(jobs, eq(jobs.id, ranked.jobId))
    .where(sql`${ranked.rank} <= ${limit}`)
    .orderBy(desc(ranked.dueAt));
  return rows.map((row) => ({ ...row, cost: pico(BigInt(row.cost)) }));
}

/** How an occurrence ended. One that a person cancelled did not fail. */
export function outcomeOf({ status }: Pick<PastOccurrence, "status">): Outcome {
  if (status === null || status === "failed") return "failed";
  return status === "review" || status === "accepted" || status === "cancelled" ? "fine" : null;
}

/** What the month's jobs have cost, and those that have not ended may cost. */
export async function readCommitted(tx: Tx, { id, timeZone }: StandingOrderRow, now: Date): Promise<Pico> {
  const { start, end } = monthOf(now, timeZone);
  const [row] = await tx
    .select({
      committed: sql<string>`coalesce(sum(case when ${jobs.endedAt} is null then ${jobs.budget} else ${costOfJob} end), 0)`,
    })
    .from(occurrences)
    .innerJoin(jobs, eq(jobs.id, occurrences.jobId))
    .where(and(eq(occurrences.standingOrderId, id), gte(occurrences.dueAt, start), lt(occurrences.dueAt, end)));
  return pico(BigInt(row?.committed ?? 0));
}
