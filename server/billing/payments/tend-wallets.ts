import { sql } from "drizzle-orm";
import { withSystem } from "#platform";
import { expirePromotions } from "../promotions/expire-promotions";
import { chargeAutoTopups, type Tending } from "./charge-auto-topups";
import { collectOwed } from "./collect-owed";

const BATCH = 100;
/** Stripe's page is open for a day; one that was never opened by then never will be. */
const ABANDONED_AFTER = sql`interval '25 hours'`;

/**
 * What wallets need without anybody asking: credit that expires, what payers have back and is still owed, top-ups that nobody went
 * on with, and cards to charge. Any number of processes may do it at once.
 */
export async function tendWallets({ clock, tell }: Tending): Promise<void> {
  await expirePromotions({ clock });
  await collectAllOwed();
  await expireAbandoned(clock.now());
  await chargeAutoTopups({ clock, tell });
}

async function collectAllOwed(): Promise<void> {
  const { rows } = await withSystem((tx) =>
    tx.execute<{ org_id: string }>(sql`
      select w.org_id from wallets w where w.owed > 0 and w.posted - w.held + w.credit_limit > coalesce(
        (select sum(p.remaining - p.held) from promotions p where p.org_id = w.org_id and p.remaining > 0), 0)
      order by w.org_id limit ${BATCH}`),
  );
  for (const { org_id } of rows) await withSystem((tx) => collectOwed(tx, org_id));
}

async function expireAbandoned(now: Date): Promise<void> {
  await withSystem((tx) =>
    tx.execute(sql`
      update topups set state = 'expired', ended_at = now()
      where state = 'pending' and method = 'stripe' and not automatic and stripe_session is null
        and created_at < ${now.toISOString()}::timestamptz - ${ABANDONED_AFTER}`),
  );
}
