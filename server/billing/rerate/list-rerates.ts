import { sql } from "drizzle-orm";
import { formatUsd, pico } from "#kernel";
import { withSystem } from "#platform";

/** A re-rating with how far it has come. USD as decimal strings, times in ISO 8601. */
export type RerateView = {
  readonly id: string;
  readonly rateCardId: string;
  readonly cardVersion: number;
  readonly from: string;
  readonly to: string;
  /** NULL: of all. */
  readonly modelId: string | null;
  readonly orgId: string | null;
  readonly reason: string;
  readonly createdBy: string;
  readonly createdAt: string;
  /** NULL while it is under way. */
  readonly endedAt: string | null;
  readonly organizations: number;
  /** Organizations that are done. */
  readonly done: number;
  readonly calls: number;
  /** Calls that the card has no price for. */
  readonly unpriced: number;
  readonly adjusted: number;
  /** Σ re-rated − billed. */
  readonly delta: string;
  /** What of it moved no money. */
  readonly credited: string;
  /** `delta − credited`: what wallets paid; below zero, what they got back. */
  readonly amount: string;
};

type Row = Omit<RerateView, "from" | "to" | "createdAt" | "endedAt" | "delta" | "credited" | "amount"> & {
  from: Date | string;
  to: Date | string;
  createdAt: Date | string;
  endedAt: Date | string | null;
  delta: string;
  credited: string;
};

const LATEST = 50;

/** The latest re-ratings, newest first. */
export async function listRerates(): Promise<RerateView[]> {
  const { rows } = await withSystem((tx) =>
    tx.execute<Row>(sql`
      select r.id, r.rate_card_id as "rateCardId", c.version as "cardVersion", r.period_from as "from", r.period_to as "to",
        r.model_id as "modelId", r.only_org_id as "orgId", r.reason, r.created_by as "createdBy", r.created_at as "createdAt",
        r.ended_at as "endedAt", o.*
      from rerates r join rate_cards c on c.id = r.rate_card_id cross join lateral (
        select count(*)::int as organizations, count(ended_at)::int as done, coalesce(sum(calls), 0)::int as calls,
          coalesce(sum(unpriced), 0)::int as unpriced, coalesce(sum(adjusted), 0)::int as adjusted,
          coalesce(sum(delta), 0)::text as delta, coalesce(sum(credited), 0)::text as credited
        from rerate_organizations where rerate_id = r.id) o
      order by r.created_at desc, r.id desc limit ${LATEST}`),
  );
  return rows.map(({ from, to, createdAt, endedAt, delta, credited, ...rerate }) => ({
    ...rerate,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    delta: usd(BigInt(delta)),
    credited: usd(BigInt(credited)),
    amount: usd(BigInt(delta) - BigInt(credited)),
  }));
}

const usd = (amount: bigint): string => formatUsd(pico(amount));
