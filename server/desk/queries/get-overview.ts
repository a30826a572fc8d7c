import { and, asc, count, eq, gt, inArray, sql } from "drizzle-orm";
import { organizations, runs, topups, transfers, wallets } from "#drizzle/schema/index";
import { getHealth, type Health } from "#hiring";
import { addPico, formatUsd, pico, subPico } from "#kernel";
import { withSystem } from "#platform";

/** Runs of one pool that have not ended. */
type PoolLoad = {
  readonly pool: string;
  readonly working: number;
  readonly queued: number;
  readonly waiting: number;
};

/** What an operator wants to know first. Amounts in USD, as exact decimal strings, of the last 30 days. */
export type Overview = {
  readonly health: Health;
  readonly organizations: number;
  readonly pools: readonly PoolLoad[];
  readonly charged: string;
  readonly providerCost: string;
  /** What the agency carried for its clients: overruns and spoiled calls. */
  readonly carried: string;
  /** Top-ups that payers' banks claim back at this moment, and that the agency may still answer at Stripe. */
  readonly disputedTopups: number;
  /** What clients owe at this moment, because payers have it back and it was spent before. */
  readonly owed: string;
  /** `charged − providerCost − carried`. */
  readonly margin: string;
};

const PERIOD = sql`now() - interval '30 days'`;

/** A re-rating may go either way: what it gives back counts below zero. */
const moved = sql`case when ${transfers.kind} = 'rerate' and ${transfers.credit} like 'wallet:%'
  or ${transfers.kind} = 'rerate_credit' and ${transfers.debit} like 'wallet:%' then -${transfers.amount} else ${transfers.amount} end`;

/** The state of the installation. For operators: it looks across all organizations. */
export async function getOverview(): Promise<Overview> {
  const health = await getHealth();
  return withSystem(async (tx) => {
    const [clients] = await tx.select({ count: count() }).from(organizations);
    const pools = await tx
      .select({
        pool: runs.pool,
        working: sql<number>`(count(*) filter (where ${runs.status} = 'working'))::int`,
        queued: sql<number>`(count(*) filter (where ${runs.status} = 'queued'))::int`,
        waiting: sql<number>`(count(*) filter (where ${runs.status} = 'waiting'))::int`,
      })
      .from(runs)
      .where(inArray(runs.status, ["queued", "working", "waiting"]))
      .groupBy(runs.pool)
      .orderBy(asc(runs.pool));
    const sums = await tx
      .select({ kind: transfers.kind, total: sql<string>`sum(${moved})::text` })
      .from(transfers)
      .where(
        and(
          gt(transfers.createdAt, PERIOD),
          inArray(transfers.kind, [
            "charge",
            "rerate",
            "provider_cost",
            "waste_cost",
            "overrun_credit",
            "rerate_credit",
          ]),
        ),
      )
      .groupBy(transfers.kind);
    const disputedTopups = await tx.$count(topups, eq(topups.chargeback, "open"));
    const [debts] = await tx.select({ owed: sql<string>`coalesce(sum(${wallets.owed}), 0)::text` }).from(wallets);
    const total = (kind: (typeof sums)[number]["kind"]) =>
      pico(BigInt(sums.find((sum) => sum.kind === kind)?.total ?? 0));
    const charged = addPico(total("charge"), total("rerate"));
    const providerCost = total("provider_cost");
    const carried = addPico(total("waste_cost"), total("overrun_credit"), total("rerate_credit"));
    return {
      health,
      organizations: clients?.count ?? 0,
      pools,
      charged: formatUsd(charged),
      providerCost: formatUsd(providerCost),
      carried: formatUsd(carried),
      disputedTopups,
      owed: formatUsd(pico(BigInt(debts?.owed ?? 0))),
      margin: formatUsd(subPico(subPico(charged, providerCost), carried)),
    };
  });
}
