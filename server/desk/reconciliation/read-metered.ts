import { sql } from "drizzle-orm";
import { componentsOf, UnusableUsage } from "#billing";
import type { WireApi } from "#kernel";
import type { Tx } from "#platform";
import type { DayUsage, Figures, Measure } from "./usage";

type Period = { readonly provider: string; readonly from: string; readonly to: string };

/** What we know of a provider's use. */
export type Metered = {
  readonly usages: readonly DayUsage[];
  /** Calls that broke off before the provider said what they used: it may have charged them all the same. */
  readonly unreported: readonly { readonly day: string; readonly model: string; readonly calls: number }[];
};

const dayOf = (column: "e" | "w") => sql.raw(`to_char(${column}.created_at at time zone 'UTC', 'YYYY-MM-DD')`);
const within = (column: "e" | "w", { from, to }: Period) =>
  sql`${sql.raw(`${column}.created_at`)} >= ${from}::date::timestamp at time zone 'UTC'
    and ${sql.raw(`${column}.created_at`)} < (${to}::date + 1)::timestamp at time zone 'UTC'`;

/**
 * All that was metered of a provider's models, charged or wasted, from one day to another (UTC, both included). Cost at list
 * price. Sees all organizations.
 */
export async function readMetered(tx: Tx, period: Period): Promise<Metered> {
  const [charged, odd, unreported] = [
    await readCharged(tx, period),
    await readOdd(tx, period),
    await readUnreported(tx, period),
  ];
  return { usages: [...charged, ...odd], unreported };
}

/** Sums of charged calls. What was flagged for review may have components without a line: `readOdd` has its tokens. */
async function readCharged(tx: Tx, period: Period): Promise<DayUsage[]> {
  const { rows } = await tx.execute<{ day: string; model: string; measure: Measure; amount: string }>(sql`
    with events as (
      select e.attempt_id, ${dayOf("e")} as day, m.model_id as model, e.cost, e.review
      from usage_events e join models m on m.id = e.model_id
      where m.provider = ${period.provider} and ${within("e", period)}
    ),
    parts as (
      select day, model, 'cost' as measure, cost::numeric as amount from events
      union all
      select v.day, v.model, case l.component when 'input' then 'input' when 'cacheRead' then 'cacheRead'
          when 'cacheWrite5m' then 'cacheWrite' when 'cacheWrite1h' then 'cacheWrite'
          when 'output' then 'output' when 'reasoning' then 'output' end, l.quantity
      from events v join charge_lines l on l.event_id = v.attempt_id where v.review is null
    )
    select day, model, measure, sum(amount)::text as amount from parts where measure is not null group by day, model, measure`);
  return rows.map(({ day, model, measure, amount }) => ({ day, model, figures: { [measure]: BigInt(amount) } }));
}

/** The few whose tokens stand in the provider's own record only: flagged calls, and wasted ones that it reported. */
async function readOdd(tx: Tx, period: Period): Promise<DayUsage[]> {
  const { rows } = await tx.execute<{ day: string; model: string; api: WireApi; raw: unknown; cost: string }>(sql`
    select ${dayOf("e")} as day, m.model_id as model, m.api, e.raw, '0' as cost
    from usage_events e join models m on m.id = e.model_id
    where m.provider = ${period.provider} and ${within("e", period)} and e.review is not null
    union all
    select ${dayOf("w")}, m.model_id, m.api, w.raw, w.amount::text
    from waste w join attempts a on a.id = w.attempt_id join models m on m.id = a.model_id
    where m.provider = ${period.provider} and ${within("w", period)} and w.raw is not null`);
  return rows.map(({ day, model, api, raw, cost }) => ({
    day,
    model,
    figures: { ...tokensOf(api, raw), cost: BigInt(cost) },
  }));
}

function tokensOf(api: WireApi, raw: unknown): Figures {
  try {
    const {
      input = 0n,
      cacheRead = 0n,
      cacheWrite5m = 0n,
      cacheWrite1h = 0n,
      output = 0n,
      reasoning = 0n,
    } = componentsOf(api, raw).quantities;
    return { input, cacheRead, cacheWrite: cacheWrite5m + cacheWrite1h, output: output + reasoning };
  } catch (error) {
    // Nobody can say how many tokens it had; the difference will show it.
    if (error instanceof UnusableUsage) return {};
    throw error;
  }
}

async function readUnreported(tx: Tx, period: Period): Promise<Metered["unreported"]> {
  const { rows } = await tx.execute<{ day: string; model: string; calls: number }>(sql`
    select ${dayOf("w")} as day, m.model_id as model, count(*)::integer as calls
    from waste w join attempts a on a.id = w.attempt_id join models m on m.id = a.model_id
    where m.provider = ${period.provider} and ${within("w", period)} and w.raw is null and w.estimated
    group by 1, 2`);
  return rows;
}
