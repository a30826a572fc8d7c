import { and, eq, isNull, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { rerateOrganizations, rerates } from "#drizzle/schema/index";
import { Conflict, InvalidInput, isId } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import type { Operator } from "../payments/operator";
import { type TellRerated, tellEnd } from "./continue-rerates";
import type { ReratePart } from "./note-failure";

const MAX_REASON = 300;

/** Has an organization's part that failed tried again at once, not when its time comes. @throws Conflict when it has ended */
export async function retryRerate(operator: Operator, part: ReratePart): Promise<void> {
  await withSystem(async (tx) => {
    await changeOpenPart(tx, part, { nextTryAt: null });
    await recordAudit(tx, entry(operator, part, "rerate.retried", {}));
  });
}

/**
 * Leaves the rest of an organization's calls out of a re-rating: they stay as they were charged, and its later re-ratings
 * need not wait any more. What was posted before stays posted, and is told.
 * @throws InvalidInput without a reason | Conflict when its part has ended
 */
export async function leaveOutOfRerate(
  operator: Operator,
  { reason: given, ...part }: ReratePart & { readonly reason: string },
  { tell }: { readonly tell: TellRerated },
): Promise<void> {
  const reason = given.trim();
  if (reason.length === 0 || reason.length > MAX_REASON) {
    throw new InvalidInput("reason", `Say in 1 to ${MAX_REASON} characters why; it stays on record.`);
  }
  await withSystem(async (tx) => {
    await changeOpenPart(tx, part, { leftOutBy: operator.label, leftOutReason: reason, endedAt: sql`now()` });
    await recordAudit(tx, entry(operator, part, "rerate.left_out", { reason }));
    const [rerate] = await tx.select().from(rerates).where(eq(rerates.id, part.rerateId));
    if (!rerate) return;
    const { id, reason: why, periodFrom: from, periodTo: to } = rerate;
    await tellEnd(tx, { id, reason: why, from, to }, part.orgId, tell);
  });
}

type Change = PgUpdateSetSource<typeof rerateOrganizations>;

/** It waits for a batch under way, whose end may be the part's. */
async function changeOpenPart(tx: Tx, { rerateId, orgId }: ReratePart, change: Change): Promise<void> {
  const ofPart = and(eq(rerateOrganizations.rerateId, rerateId), eq(rerateOrganizations.orgId, orgId));
  const changed =
    isId(rerateId) && isId(orgId)
      ? await tx
          .update(rerateOrganizations)
          .set(change)
          .where(and(ofPart, isNull(rerateOrganizations.endedAt)))
          .returning({ orgId: rerateOrganizations.orgId })
      : [];
  if (changed.length === 0) throw new Conflict("This client's part has ended, or there is none. Load the page anew.");
}

const entry = (operator: Operator, { rerateId, orgId }: ReratePart, action: string, data: Record<string, string>) => ({
  orgId,
  actor: operator.label,
  action,
  data: { rerateId, ...data },
});
