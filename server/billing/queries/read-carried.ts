import { and, desc, eq, gte, sql } from "drizzle-orm";
import { attempts, jobs, waste } from "#drizzle/schema/index";
import { formatUsd, type Pico, pico } from "#kernel";
import type { Tx } from "#platform";

/** Model calls that the agency carries instead of the client. USD as decimal strings, at cost. */
export type Carried = {
  readonly total: string;
  readonly count: number;
  /** The latest, newest first. */
  readonly calls: readonly {
    readonly attemptId: string;
    readonly jobId: string;
    readonly jobTitle: string;
    readonly step: number;
    readonly attempt: number;
    readonly reason: string;
    readonly amount: string;
    /** True when the provider reported nothing and the amount is a guess. */
    readonly estimated: boolean;
  }[];
};

const LATEST = 50;

/** What an organization's spoiled calls have cost the agency since a moment. */
export async function readCarried(tx: Tx, orgId: string, from: Date): Promise<Carried> {
  const since = and(eq(waste.orgId, orgId), gte(waste.createdAt, from));
  const [all] = await tx
    .select({ total: sql<string>`coalesce(sum(${waste.amount}), 0)::text`, count: sql<number>`count(*)::int` })
    .from(waste)
    .where(since);
  const calls = await tx
    .select({
      attemptId: waste.attemptId,
      jobId: waste.jobId,
      jobTitle: jobs.title,
      step: attempts.stepNo,
      attempt: attempts.no,
      reason: waste.reason,
      amount: waste.amount,
      estimated: waste.estimated,
    })
    .from(waste)
    .innerJoin(attempts, eq(attempts.id, waste.attemptId))
    .innerJoin(jobs, eq(jobs.id, waste.jobId))
    .where(since)
    .orderBy(desc(waste.createdAt), desc(waste.attemptId))
    .limit(LATEST);
  const total: Pico = pico(BigInt(all?.total ?? 0));
  return {
    total: formatUsd(total),
    count: all?.count ?? 0,
    calls: calls.map((call) => ({ ...call, amount: formatUsd(call.amount) })),
  };
}
