import { sql } from "drizzle-orm";
import { type Pico, pico } from "#kernel";
import { withSystem } from "#platform";

/**
 * What a provider has cost the agency since midnight UTC, at list price: charged calls, wasted calls, and whatever open
 * holds may still cost (their full amount, so rather too much). Reads all organizations.
 *
 * Approximate by design. An exact ceiling would need one row that every organization's reserve locks; this one may be
 * passed by the calls that are reserved in the same instant, and by no more.
 */
export async function spendToday(provider: string): Promise<Pico> {
  const { rows } = await withSystem((tx) =>
    tx.execute<{ spent: string }>(sql`
      with today as (select date_trunc('day', now(), 'UTC') as start),
      ours as (select id from models where provider = ${provider})
      select (
        coalesce((select sum(e.cost) from usage_events e, today where e.created_at >= today.start and e.model_id in (select id from ours)), 0)
        + coalesce((select sum(w.amount) from waste w join attempts a on a.id = w.attempt_id, today
                    where w.created_at >= today.start and a.model_id in (select id from ours)), 0)
        + coalesce((select sum(h.amount) from holds h join attempts a on a.id = h.attempt_id
                    where h.state = 'open' and a.model_id in (select id from ours)), 0)
      )::text as spent`),
  );
  return pico(BigInt(rows[0]?.spent ?? 0));
}
