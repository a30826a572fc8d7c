import { type SQL, sql } from "drizzle-orm";
import { Conflict, minPico, NotFound, type Pico, pico, subPico } from "#kernel";
import type { Tx } from "#platform";
import { drawPromotions, spendDraws } from "../promotions/draws";

/** An open hold whose caps and wallet are locked until the transaction ends. */
type LockedHold = {
  readonly attemptId: string;
  readonly orgId: string;
  readonly amount: Pico;
  readonly capIds: readonly string[];
  /** Whether the organization has promotional credit, of which some may be drawn. */
  readonly promotional: boolean;
};

/** What becomes of a locked hold: `cost` is spent from its caps and the wallet, zero when released. */
export type Closing = {
  readonly hold: LockedHold;
  readonly state: "settled" | "released";
  readonly cost: Pico;
};

export type LockedHolds = {
  /**
   * Takes a hold out, to close it: once.
   * @throws NotFound when the attempt has no hold | Conflict when it was settled or released already
   */
  take(attemptId: string): LockedHold;
  /** What every one of its caps and the wallet have left besides the hold; never below zero. */
  spareOf(hold: LockedHold): Pico;
  /** Counts what a closed hold has freed and spent, so that the next one sees it. */
  count(closing: Closing): void;
};

type HoldRow = { attempt_id: string; org_id: string; state: string; amount: string; cap_ids: string[] };
type SpareRow = { id: string; spare: string };
type Locked = { holds: HoldRow[]; caps: SpareRow[]; wallets: (SpareRow & { promotional: boolean })[] };

/** Locks the holds of these attempts, their caps and the wallets, in the one lock order. */
export async function lockHolds(tx: Tx, attemptIds: readonly string[]): Promise<LockedHolds> {
  // Amounts travel as text: JSON's numbers would be read as JavaScript's.
  const { rows } = await tx.execute<Locked>(sql`
    with locked_holds as materialized (
      select attempt_id, org_id, state, amount::text, cap_ids from holds
      where attempt_id = any(${sql.param(attemptIds)}::uuid[])
      order by attempt_id
      for update
    ), locked_caps as materialized (
      select id, ("limit" - spent - held)::text as spare from caps
      where id = any(array(select unnest(cap_ids) from locked_holds))
      order by lock_rank, id
      for update
    ), locked_wallets as materialized (
      select org_id as id, (posted - held + credit_limit)::text as spare, promotional > 0 as promotional from wallets
      where org_id = any(array(select org_id from locked_holds)) and (select count(*) from locked_caps) >= 0
      order by org_id
      for update
    )
    select
      (select coalesce(json_agg(w), '[]') from locked_wallets w) as wallets,
      (select coalesce(json_agg(c), '[]') from locked_caps c) as caps,
      (select coalesce(json_agg(h), '[]') from locked_holds h) as holds`);
  const { holds = [], caps = [], wallets = [] } = rows[0] ?? {};
  const states = new Map(holds.map(({ attempt_id, state }) => [attempt_id, state]));
  const byAttempt = new Map(holds.map((row) => [row.attempt_id, row]));
  const promotional = new Map(wallets.map((wallet) => [wallet.id, wallet.promotional]));
  const spare = new Map([...caps, ...wallets].map((row) => [row.id, BigInt(row.spare)]));
  const scopesOf = ({ orgId, capIds }: LockedHold): readonly string[] => [orgId, ...capIds];

  return {
    take(attemptId) {
      const row = byAttempt.get(attemptId);
      if (!row) throw new NotFound("hold of attempt", attemptId);
      const state = states.get(attemptId);
      if (state !== "open") {
        throw new Conflict(`The hold of attempt ${attemptId} was ${state} already; it cannot be closed twice.`, {
          attemptId,
        });
      }
      const { org_id: orgId, amount, cap_ids: capIds } = row;
      return { attemptId, orgId, amount: pico(BigInt(amount)), capIds, promotional: promotional.get(orgId) ?? false };
    },
    spareOf: (hold) =>
      scopesOf(hold)
        .map((id) => pico(spare.get(id) ?? 0n))
        .reduce(minPico),
    count({ hold, state, cost }) {
      states.set(hold.attemptId, state);
      for (const id of scopesOf(hold)) spare.set(id, (spare.get(id) ?? 0n) + hold.amount - cost);
    },
  };
}

/** Before the wallets are written: promotional credit goes first, and what passes a hold draws on it too. */
export async function spendPromotions(tx: Tx, closings: readonly Closing[]): Promise<void> {
  for (const { hold, cost } of closings) {
    if (!hold.promotional) continue;
    if (cost > hold.amount) await drawPromotions(tx, hold, subPico(cost, hold.amount));
    await spendDraws(tx, hold, cost);
  }
}

/**
 * The parts of a `with` that close locked holds: each frees its whole amount and spends its cost on its caps and the
 * wallet, in net amounts. The keys stand there apart too: a plan that was made while a table was small looks them up all
 * the same when it has grown.
 */
export function closingHolds(closings: readonly Closing[]): SQL {
  const rows = closings.map(({ hold, state, cost }) => ({
    attempt_id: hold.attemptId,
    org_id: hold.orgId,
    cap_ids: hold.capIds,
    state,
    held: hold.amount.toString(),
    spent: cost.toString(),
  }));
  const keys = (ids: readonly string[]) => sql`any(${sql.param([...new Set(ids)])}::uuid[])`;
  return sql`
    closings as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)})
        as c (attempt_id uuid, org_id uuid, cap_ids uuid[], state text, held bigint, spent bigint)
    ), closed as (
      update holds h set state = c.state, closed_at = now() from closings c
      where h.attempt_id = c.attempt_id and h.attempt_id = ${keys(closings.map(({ hold }) => hold.attemptId))}
    ), on_caps as (
      update caps k set held = k.held - c.held, spent = k.spent + c.spent
      from (select cap_id, sum(held) as held, sum(spent) as spent from closings, unnest(cap_ids) as cap_id group by cap_id) c
      where k.id = c.cap_id and k.id = ${keys(closings.flatMap(({ hold }) => hold.capIds))}
    ), on_wallets as (
      update wallets w set held = w.held - c.held, posted = w.posted - c.spent
      from (select org_id, sum(held) as held, sum(spent) as spent from closings group by org_id) c
      where w.org_id = c.org_id and w.org_id = ${keys(closings.map(({ hold }) => hold.orgId))}
    )`;
}
