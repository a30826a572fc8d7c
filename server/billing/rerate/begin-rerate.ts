import { sql } from "drizzle-orm";
import { rerates } from "#drizzle/schema/index";
import { type Clock, Conflict, InvalidInput, newId } from "#kernel";
import { recordAudit, withSystem } from "#platform";
import type { Operator } from "../payments/operator";
import { type RerateQuestion, requireQuestion } from "./check-order";
import { isWithin } from "./scope";

export type RerateOrder = RerateQuestion & {
  /** For the operator's history and for the clients' bills. */
  readonly reason: string;
};

const MAX_REASON = 300;

/**
 * Says that a period's calls should have been charged by another card. What follows from it is posted by
 * `continueRerates`, as deltas; nothing that was charged is edited. Any number may be under way: each organization takes
 * them in the order in which they were begun, so that each begins from what the one before left.
 * @returns its id
 * @throws InvalidInput naming the field | Conflict while just the same is under way
 */
export async function beginRerate(
  operator: Operator,
  order: RerateOrder,
  { clock }: { readonly clock: Clock },
): Promise<string> {
  const now = clock.now();
  const reason = order.reason.trim();
  if (reason.length === 0 || reason.length > MAX_REASON) {
    throw new InvalidInput("reason", `Say in 1 to ${MAX_REASON} characters why; it stands on the clients' bills.`);
  }
  const { rateCardId, from, to, modelId, orgId } = order;
  return withSystem(async (tx) => {
    await requireQuestion(tx, order, now);
    const id = newId();
    const begun = await tx
      .insert(rerates)
      .values({
        ...{ id, rateCardId, periodFrom: from, periodTo: to, modelId, onlyOrgId: orgId },
        ...{ reason, createdBy: operator.label, createdAt: now },
      })
      .onConflictDoNothing()
      .returning({ id: rerates.id });
    if (begun.length === 0) throw new Conflict("Just this is being re-rated already. Its progress stands below.");
    await tx.execute(sql`
      insert into rerate_organizations (rerate_id, org_id)
      select distinct ${id}::uuid, e.org_id from usage_events e where ${isWithin(order)}`);
    await recordAudit(tx, {
      orgId,
      actor: operator.label,
      action: "rerate.begun",
      data: { rerateId: id, rateCardId, modelId, from: from.toISOString(), to: to.toISOString(), reason },
    });
    return id;
  });
}
