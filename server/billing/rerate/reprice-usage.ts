import { sql } from "drizzle-orm";
import { addPico, type Pico, pico, type RateTable, type Tier, type WireApi, ZERO } from "#kernel";
import { withSystem } from "#platform";
import { priceCall } from "../pricing/compute-settlement";

/** What a model's calls of a period were charged, and would be under other prices. */
export type RepricedModel = {
  readonly modelId: string;
  readonly calls: number;
  /** Calls for which the other prices have no rate: their charge is counted in neither column. */
  readonly unpriced: number;
  /** Before credits. */
  readonly charged: Pico;
  readonly repriced: Pico;
  readonly difference: Pico;
};

type EventRow = {
  model_id: string;
  api: WireApi;
  tier: Tier;
  markup_bps: number;
  markups: number[];
  raw: unknown;
  charged: string;
};

const BATCH = 2_000;

/**
 * Prices a period's usage anew, by the formula that charged it and with the markups it was charged with. Changes
 * nothing. Events come in batches, so memory stays the same at any size.
 * @param period `[from, to)`
 * @param tables the other prices, by the id of the model's row
 * @returns by model, in the order of their ids
 */
export function repriceUsage(
  period: { readonly from: Date; readonly to: Date },
  tables: ReadonlyMap<string, RateTable>,
): Promise<RepricedModel[]> {
  const sums = new Map<string, RepricedModel>();
  return withSystem(async (tx) => {
    await tx.execute(sql`declare used no scroll cursor for
      select e.model_id, m.api, e.tier, e.markup_bps, e.markups, e.raw, coalesce(l.charged, 0)::text as charged
      from usage_events e join models m on m.id = e.model_id
        left join lateral (select sum(amount) as charged from charge_lines where event_id = e.attempt_id) l on true
      where e.created_at >= ${period.from.toISOString()} and e.created_at < ${period.to.toISOString()}`);
    for (;;) {
      const { rows } = await tx.execute<EventRow>(sql`fetch ${sql.raw(String(BATCH))} from used`);
      for (const row of rows) sums.set(row.model_id, addEvent(sums.get(row.model_id), row, tables.get(row.model_id)));
      if (rows.length < BATCH) break;
    }
    return [...sums.values()].sort((a, b) => a.modelId.localeCompare(b.modelId));
  });
}

function addEvent(sum: RepricedModel | undefined, event: EventRow, rates: RateTable | undefined): RepricedModel {
  const { calls = 0, unpriced = 0, charged = ZERO, repriced = ZERO } = sum ?? {};
  const { model_id: modelId, api, raw, tier, markup_bps: markupBps, markups } = event;
  const call = rates && priceCall({ api, raw }, { ...rates, markups }, tier, markupBps);
  if (!call || call.unrated.length > 0) {
    return {
      modelId,
      calls: calls + 1,
      unpriced: unpriced + 1,
      charged,
      repriced,
      difference: pico(repriced - charged),
    };
  }
  const before = addPico(charged, pico(BigInt(event.charged)));
  const after = addPico(repriced, call.charged);
  return { modelId, calls: calls + 1, unpriced, charged: before, repriced: after, difference: pico(after - before) };
}
