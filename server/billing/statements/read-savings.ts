import { sql } from "drizzle-orm";
import { type Component, pico, type Tier } from "#kernel";
import type { Tx } from "#platform";
import type { Instants } from "./calendar";
import { type ChargedAlike, computeSavings, type SellPrice } from "./savings";
import type { Savings } from "./schema";

type Row = Pick<ChargedAlike, "rateCardId" | "modelId" | "tier" | "component" | "markups" | "rate" | "unit"> & {
  totalInput: string;
  quantity: string;
  amount: string;
};

type PriceRow = {
  rateCardId: string;
  modelId: string;
  tier: Tier;
  component: Component;
  price: string;
  above: SellPrice["above"];
};

/**
 * What cache and tiers saved within a stretch of time. Only calls that read from a cache or ran in another tier are
 * looked at, summed by rate and by the highest long-context threshold that they passed.
 */
export async function readSavings(tx: Tx, orgId: string, { start, end }: Instants): Promise<Savings> {
  const { rows } = await tx.execute<Row>(sql`
    with events as materialized (
      select e.attempt_id, e.rate_card_id, e.model_id, e.tier, e.markup_bps || e.markups as markups,
        coalesce(sum(l.quantity) filter (where l.component in ('input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h')), 0) as input
      from usage_events e join charge_lines l on l.event_id = e.attempt_id
      where e.org_id = ${orgId} and e.created_at >= ${start}::timestamptz and e.created_at < ${end}::timestamptz
      group by e.attempt_id
      having e.tier <> 'standard' or bool_or(l.component = 'cacheRead')
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
    from events e join placed using (attempt_id) join charge_lines l on l.event_id = e.attempt_id
    where e.tier <> 'standard' or l.component = 'cacheRead'
    group by e.rate_card_id, e.model_id, e.tier, l.component, e.markups, l.rate, l.unit, placed.passed`);
  const charges = rows.map((row) => ({
    ...row,
    totalInput: BigInt(row.totalInput),
    quantity: BigInt(row.quantity),
    amount: pico(BigInt(row.amount)),
  }));
  const prices = await readPrices(tx, [...new Set(charges.map(({ rateCardId }) => rateCardId))]);
  return computeSavings(charges, (rateCardId, modelId) => prices.get(`${rateCardId} ${modelId}`) ?? []);
}

async function readPrices(tx: Tx, cardIds: readonly string[]): Promise<ReadonlyMap<string, SellPrice[]>> {
  const tables = new Map<string, SellPrice[]>();
  if (cardIds.length === 0) return tables;
  const { rows } = await tx.execute<PriceRow>(sql`
    select rate_card_id as "rateCardId", model_id as "modelId", tier, component, coalesce(sell_price, price)::text as price,
      case when above_input is not null then json_build_object('tokens', above_input, 'operator', above_operator) end as above
    from rates where rate_card_id in ${[...cardIds]}`);
  for (const { rateCardId, modelId, price, ...line } of rows) {
    const key = `${rateCardId} ${modelId}`;
    tables.set(key, [...(tables.get(key) ?? []), { ...line, price: pico(BigInt(price)) }]);
  }
  return tables;
}
