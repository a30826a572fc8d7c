import { sql } from "drizzle-orm";
import { type Pico, pico } from "#kernel";
import type { Tx } from "#platform";
import type { BudgetOrder } from "./schema";

/** A soft alert that nobody was told of yet. */
export type BudgetAlert = {
  readonly orgId: string;
  readonly budgetId: string;
  readonly capId: string;
  readonly kind: BudgetOrder["kind"];
  readonly subjectId: string;
  /** Of the project, key or organization. */
  readonly name: string;
  /** First day of the month it is about; NULL for budgets that count from the beginning. */
  readonly period: string | null;
  readonly percent: number;
  readonly limit: Pico;
  readonly spent: Pico;
};

type Row = Omit<BudgetAlert, "limit" | "spent"> & { limit: string; spent: string };

/**
 * Marks every alert that budgets have reached as given, and returns those to tell: each once, whoever asks at the same
 * time, as part of the caller's transaction (the system's). Percentages passed together are told as the highest.
 */
export async function claimAlerts(tx: Tx): Promise<BudgetAlert[]> {
  const { rows } = await tx.execute<Row>(sql`
    with reached as (
      select c.id as cap_id, p.percent, c."limit", c.org_id, b.id as budget_id, c.spent
      from budgets b
        join caps c on c.kind = b.kind and c.subject_id = b.subject_id
          and (c.period is null or c.period >= to_char(now() - interval '40 days', 'YYYY-MM-DD'))
        cross join unnest(b.alert_percents) as p (percent)
      where c.spent > 0 and c.spent * 100 >= c."limit" * p.percent
        and not exists (select from cap_alerts a where a.cap_id = c.id and a.percent = p.percent and a."limit" = c."limit")
    ), claimed as (
      insert into cap_alerts (cap_id, percent, "limit", org_id)
      select cap_id, percent, "limit", org_id from reached order by cap_id, percent
      on conflict do nothing
      returning cap_id, percent
    )
    select distinct on (r.cap_id) r.org_id as "orgId", r.budget_id as "budgetId", r.cap_id as "capId", c.kind, c.subject_id as "subjectId",
      coalesce(pr.name, k.name, o.name) as name, c.period, r.percent, r."limit"::text, r.spent::text
    from claimed join reached r using (cap_id, percent)
      join caps c on c.id = r.cap_id
      join organizations o on o.id = r.org_id
      left join projects pr on c.kind = 'project' and pr.id = c.subject_id
      left join api_keys k on c.kind = 'api_key' and k.id = c.subject_id
    order by r.cap_id, r.percent desc`);
  return rows.map((row) => ({ ...row, limit: pico(BigInt(row.limit)), spent: pico(BigInt(row.spent)) }));
}
