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

type Month = { org_id: string; period: string; is_unopened: boolean };

/**
 * Everything that may cap these runs' next calls, for `planHolds` in the same transaction; the month is each
 * organization's own. Opens a month's cap if this is the first reserve since the month began.
 * @returns in the order of the works
 */
export async function listCapSubjects(tx: Tx, works: readonly Work[]): Promise<CapSubject[][]> {
  const period = periodOf(sql`now()`, sql`o.time_zone`);
  const orgIds = [...new Set(works.map(({ orgId }) => orgId))];
  const { rows } = await tx.execute<Month>(sql`
    select o.id as org_id, ${period} as period, b.id is not null and c.id is null as is_unopened,
      ${shareBudgets(sql`o.id::text`)}
    from organizations o
      left join budgets b on b.kind = 'organization_month' and b.subject_id = o.id
      left join caps c on c.kind = 'organization_month' and c.subject_id = o.id and c.period = ${period}
    where o.id = any(${sql.param(orgIds)}::uuid[])`);
  for (const { org_id, period, is_unopened } of rows) if (is_unopened) await openMonth(tx, org_id, period);
  const months = new Map(rows.map((row) => [row.org_id, row.period]));
  return works.map(({ orgId, runId, jobId, apiKeyId, projectId }) => {
    const month = months.get(orgId);
    if (month === undefined) throw new NotFound("organization", orgId);
    return [
      { kind: "run", subjectId: runId },
      { kind: "job", subjectId: jobId },
      ...(apiKeyId === null ? [] : [{ kind: "api_key", subjectId: apiKeyId } as const]),
      ...(projectId === null ? [] : [{ kind: "project", subjectId: projectId } as const]),
      { kind: "organization_month", subjectId: orgId, period: month },
    ];
  });
}

/** The same for one run. */
export async function capSubjectsOf(tx: Tx, work: Work): Promise<CapSubject[]> {
  const [subjects = []] = await listCapSubjects(tx, [work]);
  return subjects;
}

/** Nothing was spent in it yet: whoever sets a budget in mid-month opens that month's cap at once. */
async function openMonth(tx: Tx, orgId: string, period: string): Promise<void> {
  await tx.execute(sql`
    insert into caps (id, org_id, kind, lock_rank, subject_id, period, "limit")
    select gen_random_uuid(), b.org_id, b.kind, ${LOCK_RANK.organization_month}, b.subject_id, ${period}, b."limit"
    from budgets b where b.kind = 'organization_month' and b.subject_id = ${orgId}
    on conflict do nothing`);
}
