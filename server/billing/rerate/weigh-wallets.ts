import { sql } from "drizzle-orm";
import { addPico, maxPico, type Pico, pico, subPico, ZERO } from "#kernel";
import type { Tx } from "#platform";
import type { RepricedUsage } from "./reprice-usage";

/** What a re-rating would do to an organization's wallet, as that is now. Budgets may afford less of it. */
export type WalletOutlook = {
  readonly orgId: string;
  /** What it would pay; below zero, what it would get back. */
  readonly difference: Pico;
  /** What it has to pay with: neither held nor promotional, its credit limit included. */
  readonly free: Pico;
  /** What of the difference it does not afford, and so the agency carries for good. */
  readonly short: Pico;
};

/** Holds each organization's differences against its wallet. Without locks, so as it is at this moment. */
export async function weighWallets(tx: Tx, usages: readonly RepricedUsage[]): Promise<WalletOutlook[]> {
  const differences = new Map<string, Pico>();
  for (const { orgId, difference } of usages) {
    differences.set(orgId, addPico(differences.get(orgId) ?? ZERO, difference));
  }
  const { rows } = await tx.execute<{ org_id: string; free: string }>(sql`
    select w.org_id, (w.posted - w.held + w.credit_limit - coalesce(
        (select sum(p.remaining - p.held) from promotions p where p.org_id = w.org_id and p.remaining > 0), 0))::text as free
    from wallets w where w.org_id = any(${sql.param([...differences.keys()])}::uuid[])`);
  const free = new Map(rows.map((row) => [row.org_id, pico(BigInt(row.free))]));
  return [...differences].map(([orgId, difference]) => {
    const spare = free.get(orgId) ?? ZERO;
    return { orgId, difference, free: spare, short: maxPico(ZERO, subPico(difference, spare)) };
  });
}
