import { and, asc, eq, gt, sql } from "drizzle-orm";
import { promotions } from "#drizzle/schema/index";
import { formatUsd, type OrgScope } from "#kernel";
import { withOrg } from "#platform";

/** Amounts in USD as decimal strings. */
export type PromotionView = {
  readonly id: string;
  readonly name: string;
  /** What was given. */
  readonly amount: string;
  /** Not spent yet, what calls under way hold included. */
  readonly remaining: string;
  /** NULL when it never expires. */
  readonly expiresAt: string | null;
};

/** Promotional credit that is left, in the order in which it is spent. */
export async function listPromotions(scope: OrgScope): Promise<PromotionView[]> {
  const rows = await withOrg(scope, (tx) =>
    tx
      .select()
      .from(promotions)
      .where(and(eq(promotions.orgId, scope.orgId), gt(promotions.remaining, sql`0`)))
      .orderBy(sql`${promotions.expiresAt} asc nulls last`, asc(promotions.id)),
  );
  return rows.map(({ id, name, amount, remaining, expiresAt }) => ({
    id,
    name,
    amount: formatUsd(amount),
    remaining: formatUsd(remaining),
    expiresAt: expiresAt?.toISOString() ?? null,
  }));
}
