import { and, eq } from "drizzle-orm";
import { budgets } from "#drizzle/schema/index";
import { addPico, type Clock, formatUsd, type OrgScope, type Pico, pico, ZERO } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { AVERAGE_MS, computeBurnDown } from "./burn-down";
import { type Calendar, instantsOf, readCalendar } from "./calendar";
import { chooseRange, type DayRange, daysOf } from "./days";
import { readSavings } from "./read-savings";
import { type DayPart, readCostlyJobs, readDayParts, readTotal } from "./read-spend";
import type { BurnDown, Spend, SpendPart, SpendQuery } from "./schema";

/**
 * What an organization spent: by day in its own time zone, its most expensive jobs, what cache and tiers saved, and how this
 * month's budget burns down. Charges less credits, to the picodollar what the statement of the same days says.
 * @throws InvalidInput for days in the wrong order, or more than a year of them
 */
export function getSpend(scope: OrgScope, query: SpendQuery, { clock }: { readonly clock: Clock }): Promise<Spend> {
  return withOrg(scope, async (tx) => {
    const now = clock.now();
    const { orgId } = scope;
    const calendar = await readCalendar(tx, orgId, now);
    const range = chooseRange(query, calendar.today);
    const within = await instantsOf(tx, range, calendar.timeZone);
    const { timeZone } = calendar;
    const parts = await readDayParts(tx, orgId, within, { by: query.by, timeZone });
    const jobs = await readCostlyJobs(tx, orgId, within);
    return {
      currency: "USD",
      timeZone,
      ...range,
      by: query.by,
      ...toDays(parts, range),
      jobs: jobs.map((job) => ({ ...job, amount: formatUsd(job.amount) })),
      savings: await readSavings(tx, orgId, within),
      burnDown: await readBurnDown(tx, orgId, calendar, now),
    };
  });
}

const sumOf = (parts: readonly DayPart[]): { calls: number; amount: Pico } => ({
  calls: parts.reduce((sum, { calls }) => sum + calls, 0),
  amount: addPico(...parts.map(({ amount }) => amount)),
});

function groupBy(parts: readonly DayPart[], key: "day" | "key"): Map<string, DayPart[]> {
  const groups = new Map<string, DayPart[]>();
  for (const part of parts) {
    const group = groups.get(part[key]);
    if (group) group.push(part);
    else groups.set(part[key], [part]);
  }
  return groups;
}

/** Sums that are shown together come from one read: nothing can settle in between. */
function toDays(parts: readonly DayPart[], range: DayRange): Pick<Spend, "calls" | "total" | "series" | "days"> {
  const byDay = groupBy(parts, "day");
  const series = [...groupBy(parts, "key").values()]
    .map((ofKey) => ({ key: ofKey[0]?.key ?? "", label: ofKey[0]?.label ?? "", ...sumOf(ofKey) }))
    .sort((a, b) => Number(b.amount > a.amount) - Number(b.amount < a.amount) || (a.key < b.key ? -1 : 1));
  const { calls, amount } = sumOf(parts);
  return {
    calls,
    total: formatUsd(amount),
    series: series.map(toPart),
    days: daysOf(range).map((day) => {
      const ofDay = byDay.get(day) ?? [];
      const sum = sumOf(ofDay);
      return { day, calls: sum.calls, amount: formatUsd(sum.amount), parts: ofDay.map(toPart) };
    }),
  };
}

const toPart = ({ key, label, calls, amount }: Omit<DayPart, "day">): SpendPart => ({
  key,
  label,
  calls,
  amount: formatUsd(amount),
});

async function readBurnDown(tx: Tx, orgId: string, calendar: Calendar, now: Date): Promise<BurnDown | null> {
  const { timeZone, today, month } = calendar;
  const [budget] = await tx
    .select({ limit: budgets.limit })
    .from(budgets)
    .where(and(eq(budgets.orgId, orgId), eq(budgets.kind, "organization_month")));
  if (!budget) return null;
  const parts = await readDayParts(tx, orgId, await instantsOf(tx, month, timeZone), { by: "agent", timeZone });
  const spentOn = new Map<string, Pico>();
  for (const { day, amount } of parts) spentOn.set(day, pico((spentOn.get(day) ?? ZERO) + amount));
  const lately = await readTotal(tx, orgId, {
    start: new Date(now.getTime() - AVERAGE_MS).toISOString(),
    end: now.toISOString(),
  });
  return computeBurnDown({ limit: budget.limit, spentOn, lately, now, today, timeZone, month });
}
