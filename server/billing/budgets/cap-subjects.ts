import { sql } from "drizzle-orm";
import { NotFound } from "#kernel";
import type { Tx } from "#platform";
import { type CapSubject, LOCK_RANK, periodOf } from "../caps";
import { shareBudgets } from "./lock";

/** Whose money a model call is. NULL ids where they do not apply. */
export type Work = {
  readonly orgId: string;
  readonly runId: string;
  readonly jobId: string;
  /** The key that posted the job. */
  readonly apiKeyId: string | null;
  readonly projectId: string | null;
};

type Month = { period: string; is_unopened: boolean };

/**
 * Everything that may cap a run's next call, for `planHold` in the same transaction; the month is the organization's own.
 * Opens the month's cap if this is the first reserve since the month began.
 */
export async function capSubjectsOf(tx: Tx, { orgId, runId, jobId, apiKeyId, projectId }: Work): Promise<CapSubject[]> {
  const period = periodOf(sql`now()`, sql`o.time_zone`);
  const { rows } = await tx.execute<Month>(sql`
    select ${period} as period, b.id is not null and c.id is null as is_unopened, ${shareBudgets(orgId)}
    from organizations o
      left join budgets b on b.kind = 'organization_month' and b.subject_id = o.id
      left join caps c on c.kind = 'organization_month' and c.subject_id = o.id and c.period = ${period}
    where o.id = ${orgId}`);
  const month = rows[0];
  if (!month) throw new NotFound("organization", orgId);
  if (month.is_unopened) await openMonth(tx, orgId, month.period);
  return [
    { kind: "run", subjectId: runId },
    { kind: "job", subjectId: jobId },
    ...(apiKeyId === null ? [] : [{ kind: "api_key", subjectId: apiKeyId } as const]),
    ...(projectId === null ? [] : [{ kind: "project", subjectId: projectId } as const]),
    { kind: "organization_month", subjectId: orgId, period: month.period },
  ];
}

/** Nothing was spent in it yet: whoever sets a budget in mid-month opens that month's cap at once. */
async function openMonth(tx: Tx, orgId: string, period: string): Promise<void> {
  await tx.execute(sql`
    insert into caps (id, org_id, kind, lock_rank, subject_id, period, "limit")
    select gen_random_uuid(), b.org_id, b.kind, ${LOCK_RANK.organization_month}, b.subject_id, ${period}, b."limit"
    from budgets b where b.kind = 'organization_month' and b.subject_id = ${orgId}
    on conflict do nothing`);
}
