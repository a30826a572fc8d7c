import { sql } from "drizzle-orm";
import { type Pico, pico } from "#kernel";
import type { Tx } from "#platform";
import { shareBudgets } from "../budgets/lock";
import { lockCustomer } from "../invoicing/customer";
import { lockWallet } from "../payments/lock-wallet";
import { readCardTables } from "../pricing/read-card-tables";
import { billedNow, paidNow } from "../queries/call-amounts";
import { computeDeltas, type RatedCall, type Room } from "./compute-deltas";
import { priceAgain, type UsedCallRow } from "./price-again";
import { isWithin } from "./scope";
import { writeDeltas } from "./write-deltas";

/** A re-rating that is under way. */
export type OpenRerate = {
  readonly id: string;
  readonly rateCardId: string;
  readonly from: Date;
  readonly to: Date;
  readonly modelId: string | null;
  readonly reason: string;
};

type EventRow = UsedCallRow & {
  id: string;
  run_id: string;
};

/**
 * Re-rates an organization's next calls, in a system transaction of the caller: all that follows from them commits with the
 * mark of how far it has come, or nothing does. So it may be killed anywhere and never posts anything twice.
 * @param size at most so many calls
 * @returns whether it was the last of them; NULL when somebody else is at it, or an earlier re-rating has not ended
 */
export async function rerateBatch(
  tx: Tx,
  rerate: OpenRerate,
  orgId: string,
  size: number,
): Promise<{ readonly isLast: boolean } | null> {
  if (!(await claim(tx, rerate.id, orgId))) return null;
  const events = await readNext(tx, rerate, orgId, size);
  const ids = events.map(({ id }) => id);
  const { rated, unpriced } = await rateEvents(tx, rerate, events);
  await lockAll(tx, orgId, events);
  const calls = await readStanding(tx, rated);
  const room = await lockRoom(tx, orgId, calls);
  const deltas = computeDeltas(calls, room);
  await writeDeltas(tx, { rerateId: rerate.id, orgId }, deltas);
  const isLast = ids.length < size;
  const sum = (part: "delta" | "credited") => deltas.reduce((total, each) => total + each[part], 0n).toString();
  await tx.execute(sql`
    update rerate_organizations set calls = calls + ${ids.length}, unpriced = unpriced + ${unpriced}, adjusted = adjusted + ${deltas.length},
      delta = delta + ${sum("delta")}::numeric, credited = credited + ${sum("credited")}::numeric,
      failures = 0, failure = null, next_try_at = null,
      last_event_id = coalesce(${ids.at(-1) ?? null}::uuid, last_event_id),
      last_at = coalesce((select created_at from usage_events where attempt_id = ${ids.at(-1) ?? null}::uuid), last_at),
      ended_at = case when ${isLast} then now() end
    where rerate_id = ${rerate.id} and org_id = ${orgId}`);
  return { isLast };
}

/**
 * The first lock: whoever has it is the only one at this part. An organization's earlier re-ratings come first, because
 * the last one says what is right.
 */
async function claim(tx: Tx, rerateId: string, orgId: string): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select from rerate_organizations o where rerate_id = ${rerateId} and org_id = ${orgId} and ended_at is null
      and not exists (
        select from rerate_organizations e join rerates before on before.id = e.rerate_id join rerates this on this.id = o.rerate_id
        where e.org_id = o.org_id and e.ended_at is null and (before.created_at, before.id) < (this.created_at, this.id))
    for update of o skip locked`);
  return rows.length > 0;
}

async function readNext(tx: Tx, rerate: OpenRerate, orgId: string, size: number): Promise<EventRow[]> {
  const { rows } = await tx.execute<EventRow>(sql`
    select e.attempt_id as id, e.run_id, e.model_id, m.api, e.tier, e.markup_bps, e.markups, e.raw
    from rerate_organizations o join usage_events e on e.org_id = o.org_id join models m on m.id = e.model_id
    where o.rerate_id = ${rerate.id} and o.org_id = ${orgId} and ${isWithin({ ...rerate, orgId })}
      and (e.created_at, e.attempt_id) > (coalesce(o.last_at, '-infinity'), coalesce(o.last_event_id, '00000000-0000-0000-0000-000000000000'))
    order by e.created_at, e.attempt_id limit ${size}`);
  return rows;
}

type Rated = Pick<RatedCall, "eventId" | "lines" | "rerated">;

/** What the card has no rate for stays as it was charged: nobody knows its price. */
async function rateEvents(
  tx: Tx,
  { rateCardId }: OpenRerate,
  events: readonly EventRow[],
): Promise<{ readonly rated: Rated[]; readonly unpriced: number }> {
  const tables = await readCardTables(tx, [rateCardId]);
  const rated = events.flatMap(({ id, model_id, markup_bps: markupBps, ...used }): Rated[] => {
    const rates = tables(rateCardId, model_id);
    const call = rates && priceAgain({ ...used, markupBps }, rates);
    return call && call.unrated.length === 0 ? [{ eventId: id, lines: call.lines, rerated: call.charged }] : [];
  });
  return { rated, unpriced: events.length - rated.length };
}

/** Runs, the organization's budgets and its documents, in the one lock order: after it, nothing that these calls cost changes. */
async function lockAll(tx: Tx, orgId: string, events: readonly EventRow[]): Promise<void> {
  const runIds = [...new Set(events.map(({ run_id }) => run_id))];
  await tx.execute(sql`select from runs where id = any(${sql.param(runIds)}::uuid[]) order by id for update`);
  await tx.execute(sql`select ${shareBudgets(sql`${orgId}`)}`);
  await lockCustomer(tx, orgId);
}

type Standing = { id: string; cap_ids: string[]; deltas: number; billed: string; paid: string };

async function readStanding(tx: Tx, rated: readonly Rated[]): Promise<RatedCall[]> {
  const { rows } = await tx.execute<Standing>(sql`
    select h.attempt_id as id, h.cap_ids, (select count(*)::int from rerate_deltas d where d.event_id = h.attempt_id) as deltas,
      ${billedNow(sql`h.attempt_id`)}::text as billed, ${paidNow(sql`h.attempt_id`)}::text as paid
    from holds h where h.attempt_id = any(${sql.param(rated.map(({ eventId }) => eventId))}::uuid[])`);
  const standing = new Map(rows.map((row) => [row.id, row]));
  return rated.flatMap((call) => {
    const now = standing.get(call.eventId);
    if (!now) return [];
    const { cap_ids: capIds, deltas, billed, paid } = now;
    return { ...call, capIds, no: deltas + 1, billed: amount(billed), paid: amount(paid) };
  });
}

const amount = (text: string): Pico => pico(BigInt(text));

/** The caps and then the wallet, which pays with neither held nor promotional money. */
async function lockRoom(tx: Tx, orgId: string, calls: readonly RatedCall[]): Promise<Room> {
  const capIds = [...new Set(calls.flatMap((call) => call.capIds))];
  const { rows } = await tx.execute<{ id: string; spare: string }>(sql`
    select id, ("limit" - spent - held)::text as spare from caps where id = any(${sql.param(capIds)}::uuid[])
    order by lock_rank, id for update`);
  const { free } = await lockWallet(tx, orgId);
  return { purse: free, caps: new Map(rows.map(({ id, spare }) => [id, amount(spare)])) };
}
