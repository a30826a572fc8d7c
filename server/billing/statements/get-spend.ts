import { addPico, type Clock, formatUsd, type OrgScope, type Pico } from "#kernel";
import { withOrg } from "#platform";
import { instantsOf, readCalendar } from "./calendar";
import { chooseRange, type DayRange, daysOf } from "./days";
import { readBurnDowns } from "./list-burn-downs";
import { readSavings } from "./read-savings";
import { type DayPart, readCostlyJobs, readDayParts } from "./read-spend";
import type { Spend, SpendPart, SpendQuery } from "./schema";

/**
 * What an organization spent: by day in its own time zone, its most expensive jobs, what cache and tiers saved, and how its
 * budgets burn down. Charges less credits, to the picodollar what the statement of the same days says.
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
      burnDowns: await readBurnDowns(tx, orgId, calendar, now),
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
