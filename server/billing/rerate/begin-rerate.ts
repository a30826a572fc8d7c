import { and, eq, isNotNull, sql } from "drizzle-orm";
import { models, organizations, rateCards, rerates } from "#drizzle/schema/index";
import { type Clock, Conflict, InvalidInput, isId, newId } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import type { Operator } from "../payments/operator";
import { isWithin, type RerateScope } from "./scope";

export type RerateOrder = RerateScope & {
  /** The card that should have held. */
  readonly rateCardId: string;
  /** For the operator's history and for the clients' bills. */
  readonly reason: string;
};

const MAX_REASON = 300;
/** A settle that began within the period may still be about to commit. */
const MARGIN_MS = 60_000;

/**
 * Says that a period's calls should have been charged by another card. What follows from it is posted by
 * `continueRerates`, as deltas; nothing that was charged is edited. One re-rating at a time: each begins from what the
 * one before left.
 * @returns its id
 * @throws InvalidInput naming the field | Conflict while another one is under way
 */
export async function beginRerate(
  operator: Operator,
  order: RerateOrder,
  { clock }: { readonly clock: Clock },
): Promise<string> {
  const now = clock.now();
  const reason = checkOrder(order, now);
  const { rateCardId, from, to, modelId, orgId } = order;
  return withSystem(async (tx) => {
    await requireCard(tx, rateCardId);
    await requireScope(tx, order);
    const id = newId();
    const begun = await tx
      .insert(rerates)
      .values({
        ...{ id, rateCardId, periodFrom: from, periodTo: to, modelId, onlyOrgId: orgId },
        ...{ reason, createdBy: operator.label, createdAt: now },
      })
      .onConflictDoNothing()
      .returning({ id: rerates.id });
    if (begun.length === 0) throw new Conflict("Another period is being re-rated. Wait until that has ended.");
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

function checkOrder({ reason, from, to }: RerateOrder, now: Date): string {
  const why = reason.trim();
  if (why.length === 0 || why.length > MAX_REASON) {
    throw new InvalidInput("reason", `Say in 1 to ${MAX_REASON} characters why; it stands on the clients' bills.`);
  }
  if (from >= to) throw new InvalidInput("to", "The period ends before it begins.");
  if (to.getTime() > now.getTime() - MARGIN_MS) {
    throw new InvalidInput("to", "The period has not ended yet, or just a moment ago. Choose one that is over.");
  }
  return why;
}

async function requireCard(tx: Tx, rateCardId: string): Promise<void> {
  const published = and(eq(rateCards.id, rateCardId), isNotNull(rateCards.confirmedAt));
  const found = isId(rateCardId) ? await tx.select({ id: rateCards.id }).from(rateCards).where(published) : [];
  if (found.length === 0) throw new InvalidInput("rateCardId", "Choose a card that was published and confirmed.");
}

async function requireScope(tx: Tx, { modelId, orgId }: RerateOrder): Promise<void> {
  const isThere = async (table: typeof models | typeof organizations, id: string) =>
    isId(id) && (await tx.select({ id: table.id }).from(table).where(eq(table.id, id))).length > 0;
  if (modelId !== null && !(await isThere(models, modelId)))
    throw new InvalidInput("modelId", "Choose a model of the catalogue, or all models.");
  if (orgId !== null && !(await isThere(organizations, orgId)))
    throw new InvalidInput("orgId", "Choose an organization, or all of them.");
}
