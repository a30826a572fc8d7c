import { sql } from "drizzle-orm";
import { formatUsd, pico } from "#kernel";
import { withSystem } from "#platform";

type FailingPart = {
  readonly orgId: string;
  /** In a row. */
  readonly failures: number;
  /** Why not. */
  readonly failure: string;
  /** When it is tried again; NULL: at once. */
  readonly nextTryAt: string | null;
};

/** Whose rest of calls stays as it was charged, by whose decision and why. */
type LeftOutPart = { readonly orgId: string; readonly by: string; readonly reason: string };

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
  /** Organizations that are done, those that were left out included. */
  readonly done: number;
  /** Organizations whose calls could not be re-rated the last time. */
  readonly failing: readonly FailingPart[];
  readonly leftOut: readonly LeftOutPart[];
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
          coalesce(sum(delta), 0)::text as delta, coalesce(sum(credited), 0)::text as credited,
          coalesce(json_agg(json_build_object('orgId', org_id, 'failures', failures, 'failure', failure,
              'nextTryAt', to_char(next_try_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by org_id)
            filter (where failures > 0 and ended_at is null), '[]') as failing,
          coalesce(json_agg(json_build_object('orgId', org_id, 'by', left_out_by, 'reason', left_out_reason) order by org_id)
            filter (where left_out_by is not null), '[]') as "leftOut"
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
