import { and, desc, eq, lt } from "drizzle-orm";
import { topups } from "#drizzle/schema/index";
import { formatUsd, isId, NotFound, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import type { TopupRow } from "./topup-facts";

/** Amounts in USD as decimal strings. */
export type TopupView = {
  readonly id: string;
  readonly method: TopupRow["method"];
  /** What was asked for. */
  readonly amount: string;
  /** What arrived; NULL until it has. */
  readonly paid: string | null;
  /** What was given back to the payer. */
  readonly refunded: string;
  /** What the payer's bank has taken back and not given again. */
  readonly chargedBack: string;
  /** How far its claim has come; NULL when there is none. */
  readonly chargeback: TopupRow["chargeback"];
  readonly state: TopupRow["state"];
  /** Whether the wallet asked for it by itself. */
  readonly automatic: boolean;
  /** For people; NULL when there is nothing to say. */
  readonly note: string | null;
  readonly createdAt: string;
  /** NULL while pending. */
  readonly endedAt: string | null;
};

const viewOf = (topup: TopupRow): TopupView => ({
  id: topup.id,
  method: topup.method,
  amount: formatUsd(topup.amount),
  paid: topup.paid === null ? null : formatUsd(topup.paid),
  refunded: formatUsd(topup.refunded),
  chargedBack: formatUsd(topup.chargedBack),
  chargeback: topup.chargeback,
  state: topup.state,
  automatic: topup.automatic,
  note: topup.note,
  createdAt: topup.createdAt.toISOString(),
  endedAt: topup.endedAt?.toISOString() ?? null,
});

/** An organization's top-ups, newest first. The cursor is the last one's id: ids follow time. */
export async function listTopups(
  scope: OrgScope,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ topups: TopupView[]; nextCursor: string | null }> {
  const after = cursor && isId(cursor) ? lt(topups.id, cursor) : undefined;
  const rows = await withOrg(scope, (tx) =>
    tx
      .select()
      .from(topups)
      .where(and(eq(topups.orgId, scope.orgId), after))
      .orderBy(desc(topups.id))
      .limit(limit + 1),
  );
  const page = rows.slice(0, limit).map(viewOf);
  return { topups: page, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** @throws NotFound */
export async function getTopup(scope: OrgScope, id: string): Promise<TopupView> {
  const [topup] = isId(id)
    ? await withOrg(scope, (tx) =>
        tx
          .select()
          .from(topups)
          .where(and(eq(topups.id, id), eq(topups.orgId, scope.orgId))),
      )
    : [];
  if (!topup) throw new NotFound("top-up", id);
  return viewOf(topup);
}
