import { sql } from "drizzle-orm";
import { addPico, type Pico, pico, type RateTable, ZERO } from "#kernel";
import { withSystem } from "#platform";
import { billedNow } from "../queries/call-amounts";
import { priceAgain, type UsedCallRow } from "./price-again";
import { isWithin, type RerateScope } from "./scope";

type Sums = {
  readonly calls: number;
  /** Calls for which the other prices have no rate: their charge is counted in neither column. */
  readonly unpriced: number;
  /** As they are billed now, before credits. */
  readonly charged: Pico;
  readonly repriced: Pico;
  readonly difference: Pico;
};

/** What an organization's calls of a model were charged, and would be under other prices. */
export type RepricedUsage = Sums & { readonly orgId: string; readonly modelId: string };

/** The same of all organizations. */
export type RepricedModel = Sums & { readonly modelId: string };

type EventRow = UsedCallRow & {
  org_id: string;
  charged: string;
};

const BATCH = 2_000;
const NOTHING: Sums = { calls: 0, unpriced: 0, charged: ZERO, repriced: ZERO, difference: ZERO };

/** The other prices of a model, by the id of its row; `undefined` when there are none. */
type PricesOf = (modelId: string) => RateTable | undefined;

/**
 * Prices a period's usage anew, by the formula that charged it and with the markups it was charged with. Changes
 * nothing. Events come in batches, so memory stays the same at any size.
 * @returns by organization and model, in the order of their ids
 */
export function repriceUsage(scope: RerateScope, pricesOf: PricesOf): Promise<readonly RepricedUsage[]> {
  const sums = new Map<string, RepricedUsage>();
  return withSystem(async (tx) => {
    await tx.execute(sql`declare used no scroll cursor for
      select e.org_id, e.model_id, m.api, e.tier, e.markup_bps, e.markups, e.raw, ${billedNow(sql`e.attempt_id`)}::text as charged
      from usage_events e join models m on m.id = e.model_id where ${isWithin(scope)}`);
    for (;;) {
      const { rows } = await tx.execute<EventRow>(sql`fetch ${sql.raw(String(BATCH))} from used`);
      for (const row of rows) {
        const { org_id: orgId, model_id: modelId } = row;
        const key = `${orgId} ${modelId}`;
        const sum = addSums(sums.get(key) ?? NOTHING, sumsOf(row, pricesOf(modelId)));
        sums.set(key, { orgId, modelId, ...sum });
      }
      if (rows.length < BATCH) break;
    }
    return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, usage]) => usage);
  });
}

/** Adds all organizations up, in the order of the models' ids. */
export function sumByModel(usages: readonly RepricedUsage[]): RepricedModel[] {
  const sums = new Map<string, Sums>();
  for (const { modelId, orgId: _, ...sum } of usages) {
    sums.set(modelId, addSums(sums.get(modelId) ?? NOTHING, sum));
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([modelId, sum]) => ({ modelId, ...sum }));
}

const addSums = (a: Sums, b: Sums): Sums => ({
  calls: a.calls + b.calls,
  unpriced: a.unpriced + b.unpriced,
  charged: addPico(a.charged, b.charged),
  repriced: addPico(a.repriced, b.repriced),
  difference: addPico(a.difference, b.difference),
});

function sumsOf({ markup_bps: markupBps, ...event }: EventRow, rates: RateTable | undefined): Sums {
  const call = rates && priceAgain({ ...event, markupBps }, rates);
  if (!call || call.unrated.length > 0) return { ...NOTHING, calls: 1, unpriced: 1 };
  const charged = pico(BigInt(event.charged));
  return { calls: 1, unpriced: 0, charged, repriced: call.charged, difference: pico(call.charged - charged) };
}
