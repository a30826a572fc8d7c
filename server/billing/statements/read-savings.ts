import { sql } from "drizzle-orm";
import { pico } from "#kernel";
import type { Tx } from "#platform";
import { readCardTables } from "../pricing/read-card-tables";
import type { Instants } from "./calendar";
import { CACHED, type ChargedAlike, computeSavings } from "./savings";
import type { Savings } from "./schema";

type Row = Pick<ChargedAlike, "rateCardId" | "modelId" | "tier" | "component" | "markups" | "rate" | "unit"> & {
  totalInput: string;
  quantity: string;
  amount: string;
};

/**
 * What cache and tiers saved within a stretch of time. Only calls that used a cache or ran in another tier are
 * looked at, by the card that holds for them now, summed by rate and by the highest long-context threshold that they passed.
 */
export async function readSavings(tx: Tx, orgId: string, { start, end }: Instants): Promise<Savings> {
  const { rows } = await tx.execute<Row>(sql`
    with calls as materialized (
      select e.attempt_id, coalesce(r.rate_card_id, e.rate_card_id) as rate_card_id, d.id as delta_id, e.model_id, e.tier,
        e.markup_bps || e.markups as markups
      from usage_events e
        left join lateral (select id, rerate_id from rerate_deltas where event_id = e.attempt_id order by no desc limit 1) d on true
        left join rerates r on r.id = d.rerate_id
      where e.org_id = ${orgId} and e.created_at >= ${start}::timestamptz and e.created_at < ${end}::timestamptz
    ),
    lines as (
      select c.attempt_id, l.component, l.quantity, l.rate, l.unit, l.amount
      from calls c join charge_lines l on l.event_id = c.attempt_id where c.delta_id is null
      union all
      select c.attempt_id, l.component, l.quantity, l.rate, l.unit, l.amount
      from calls c join rerate_lines l on l.delta_id = c.delta_id
    ),
    events as materialized (
      select c.attempt_id, c.rate_card_id, c.model_id, c.tier, c.markups,
        coalesce(sum(l.quantity) filter (where l.component in ('input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h')), 0) as input
      from calls c join lines l using (attempt_id)
      group by c.attempt_id, c.rate_card_id, c.model_id, c.tier, c.markups
      having c.tier <> 'standard' or bool_or(l.component = any(${sql.param(CACHED)}))
    ),
    thresholds as (
      select distinct rate_card_id, model_id, above_input, above_operator from rates
      where above_input is not null and rate_card_id in (select rate_card_id from events)
    ),
    placed as (
      select e.attempt_id, max(t.above_input) as passed
      from events e left join thresholds t on t.rate_card_id = e.rate_card_id and t.model_id = e.model_id
        and case t.above_operator when '>' then e.input > t.above_input else e.input >= t.above_input end
      group by e.attempt_id
    )
    select e.rate_card_id as "rateCardId", e.model_id as "modelId", e.tier, l.component, e.markups,
      l.rate::text as rate, l.unit, max(e.input)::text as "totalInput", sum(l.quantity)::text as quantity, sum(l.amount)::text as amount
    from events e join placed using (attempt_id) join lines l using (attempt_id)
    where e.tier <> 'standard' or l.component = any(${sql.param(CACHED)})
    group by e.rate_card_id, e.model_id, e.tier, l.component, e.markups, l.rate, l.unit, placed.passed`);
  const charges = rows.map((row) => ({
    ...row,
    totalInput: BigInt(row.totalInput),
    quantity: BigInt(row.quantity),
    amount: pico(BigInt(row.amount)),
  }));
  const tables = await readCardTables(tx, [...new Set(charges.map(({ rateCardId }) => rateCardId))]);
  return computeSavings(charges, (rateCardId, modelId) =>
    (tables(rateCardId, modelId)?.lines ?? []).map(({ sell, price, ...line }) => ({ ...line, price: sell ?? price })),
  );
}
