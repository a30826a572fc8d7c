import { type SQL, sql } from "drizzle-orm";
import { periodOf } from "../caps";
import type { Work } from "./cap-subjects";

/** Columns of a query instead of values. */
type WorkColumns = Readonly<Record<keyof Work | "timeZone", SQL>>;

/**
 * A condition of a query: whether every cap of a call, as `capSubjectsOf` lists them, and the wallet have `amount` left.
 * Without locks, so only a good guess.
 */
export const isAffordable = (
  { orgId, timeZone, runId, jobId, apiKeyId, projectId }: WorkColumns,
  amount: SQL,
): SQL => sql`(
  exists (select from wallets w where w.org_id = ${orgId} and w.owed = 0 and w.posted - w.held + w.credit_limit >= ${amount})
  and not exists (
    select from (values
      ('run', ${runId}, null),
      ('job', ${jobId}, null),
      ('api_key', ${apiKeyId}, null),
      ('project', ${projectId}, null),
      ('organization_month', ${orgId}, ${periodOf(sql`now()`, timeZone)})
    ) as s (kind, subject_id, period)
    join caps c on c.kind = s.kind and c.subject_id = s.subject_id and c.period is not distinct from s.period
    where c."limit" - c.spent - c.held < ${amount}))`;
