import { sql } from "drizzle-orm";
import { addPico, type Clock, type OrgScope, type Pico, parseUsd, pico } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { readBudgets } from "../budgets/queries/list-budgets";
import type { BudgetView } from "../budgets/schema";
import { AVERAGE_MS, computeBurnDown } from "./burn-down";
import { type Calendar, instantsOf, readCalendar } from "./calendar";
import { addDays } from "./days";
import type { BurnDown } from "./schema";

/** A budget without an end is shown from at most so many days ago on. */
const DAYS_SHOWN = 30;
/** How far ahead a budget without an end is looked at; days. */
const DAYS_AHEAD = 90;
/** How far ahead it is drawn when it lasts longer than that; days. */
const DAYS_DRAWN = 7;

/** How every budget of an organization burns down, in the order of the budgets: the month's first. */
export const listBurnDowns = (scope: OrgScope, { clock }: { readonly clock: Clock }): Promise<BurnDown[]> =>
  withOrg(scope, async (tx) => {
    const now = clock.now();
    return readBurnDowns(tx, scope.orgId, await readCalendar(tx, scope.orgId, now), now);
  });

/** The same, inside a transaction of the organization. */
export async function readBurnDowns(tx: Tx, orgId: string, calendar: Calendar, now: Date): Promise<BurnDown[]> {
  const budgets = await readBudgets(tx);
  if (budgets.length === 0) return [];
  const spending = await readSpending(tx, orgId, calendar, now);
  return budgets.map((budget) => burnDownOf(budget, spending.get(budget.id) ?? [], calendar, now));
}

/** What a budget's calls cost on a day, and how much of it in the time that the average looks back on. */
type DaySpending = { readonly day: string; readonly amount: Pico; readonly lately: Pico };

function burnDownOf(
  { id, kind, name, limit }: BudgetView,
  spending: readonly DaySpending[],
  { today, month, timeZone }: Calendar,
  now: Date,
): BurnDown {
  const isMonth = kind === "organization_month";
  const [, since = today] = [addDays(today, 1 - DAYS_SHOWN), spending[0]?.day ?? today].toSorted();
  const from = isMonth ? month.from : since;
  const sum = (parts: readonly DaySpending[], of: "amount" | "lately") => addPico(...parts.map((part) => part[of]));
  const burned = computeBurnDown({
    limit: parseUsd(limit),
    // Last month's spending is read for its average only.
    before: sum(isMonth ? [] : spending.filter(({ day }) => day < from), "amount"),
    spentOn: new Map(spending.map(({ day, amount }) => [day, amount])),
    lately: sum(spending, "lately"),
    ...{ now, today, timeZone, from },
    until: isMonth ? month.to : addDays(today, DAYS_AHEAD),
  });
  const to = isMonth ? month.to : (burned.runsOutOn ?? addDays(today, DAYS_DRAWN));
  return { budgetId: id, kind, name, from, to, ...burned };
}

/**
 * What was spent under each budget, by day of the time zone: charges less credits, less what credit notes gave back,
 * and re-rated, as the budgets' caps count it. Of the month's budget only what the month and the average need.
 */
async function readSpending(
  tx: Tx,
  orgId: string,
  { timeZone, month }: Calendar,
  now: Date,
): Promise<Map<string, DaySpending[]>> {
  const { start } = await instantsOf(tx, month, timeZone);
  const lately = new Date(now.getTime() - AVERAGE_MS).toISOString();
  const { rows } = await tx.execute<{ budget_id: string; day: string; amount: string; lately: string }>(sql`
    with events as (
      select e.attempt_id, e.created_at, b.id as budget_id
      from usage_events e join jobs j on j.id = e.job_id join budgets b on b.org_id = e.org_id and case b.kind
        when 'project' then b.subject_id = j.project_id
        when 'api_key' then b.subject_id = j.posted_by_key_id
        else e.created_at >= least(${start}::timestamptz, ${lately}::timestamptz) end
      where e.org_id = ${orgId}
    ),
    parts as (
      select v.*, l.amount from events v join charge_lines l on l.event_id = v.attempt_id
      union all
      select v.*, -c.amount from events v join credits c on c.event_id = v.attempt_id
      union all
      select v.*, -n.amount from events v join credit_note_lines n on n.event_id = v.attempt_id
      union all
      select v.*, d.amount from events v join rerate_deltas d on d.event_id = v.attempt_id
    )
    select budget_id, to_char(created_at at time zone ${timeZone}, 'YYYY-MM-DD') as day, sum(amount)::text as amount,
      coalesce(sum(amount) filter (where created_at >= ${lately}::timestamptz), 0)::text as lately
    from parts group by budget_id, day order by budget_id, day`);
  const spending = new Map<string, DaySpending[]>();
  for (const { budget_id, day, ...sums } of rows) {
    const days = spending.get(budget_id) ?? [];
    spending.set(budget_id, days);
    days.push({ day, amount: pico(BigInt(sums.amount)), lately: pico(BigInt(sums.lately)) });
  }
  return spending;
}
