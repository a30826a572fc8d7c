import { eq } from "drizzle-orm";
import { autoTopups } from "#drizzle/schema/index";
import { formatUsd, type OrgScope, type Pico } from "#kernel";
import { recordAudit, withOrg } from "#platform";
import { checkTopupAmount } from "./create-topup";

export type AutoTopupSettings = {
  /** The wallet fills up when less than this is available. */
  readonly threshold: Pico;
  readonly amount: Pico;
  readonly enabled: boolean;
};

/** Amounts in USD as decimal strings. */
export type AutoTopupView = {
  readonly threshold: string;
  readonly amount: string;
  readonly enabled: boolean;
  /** Without a card it waits for a top-up that keeps one. */
  readonly hasCard: boolean;
  /** Not tried again before, after a failure; NULL when it may at once. */
  readonly pausedUntil: string | null;
};

/** When and by how much a wallet fills itself. Setting it anew also ends a pause. @throws InvalidInput out of bounds */
export async function setAutoTopup(scope: OrgScope, settings: AutoTopupSettings): Promise<void> {
  checkTopupAmount(settings.threshold, "threshold");
  checkTopupAmount(settings.amount, "amount");
  const { orgId, actor } = scope;
  const { threshold, amount, enabled } = settings;
  await withOrg(scope, async (tx) => {
    const changes = { threshold, amount, enabled, pausedUntil: null };
    await tx
      .insert(autoTopups)
      .values({ orgId, ...changes })
      .onConflictDoUpdate({ target: autoTopups.orgId, set: changes });
    await recordAudit(tx, {
      orgId,
      actor: actor.label,
      action: "auto_topup.set",
      data: { threshold: threshold.toString(), amount: amount.toString(), enabled },
    });
  });
}

/** NULL while nothing was set and no card was kept. */
export async function findAutoTopup(scope: OrgScope): Promise<AutoTopupView | null> {
  const [row] = await withOrg(scope, (tx) => tx.select().from(autoTopups).where(eq(autoTopups.orgId, scope.orgId)));
  if (!row) return null;
  return {
    threshold: formatUsd(row.threshold),
    amount: formatUsd(row.amount),
    enabled: row.enabled,
    hasCard: row.stripePaymentMethod !== null,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
  };
}
