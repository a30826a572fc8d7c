import { and, eq, isNotNull } from "drizzle-orm";
import { models, organizations, rateCards } from "#drizzle/schema/index";
import { InvalidInput, isId } from "#kernel";
import type { Tx } from "#platform";
import type { RerateScope } from "./scope";

/** Which calls, and the card that should have held for them. */
export type RerateQuestion = RerateScope & { readonly rateCardId: string };

/** A settle that began within the period may still be about to commit. */
const MARGIN_MS = 60_000;

/** The latest moment that a period may end at. */
export const latestEnd = (now: Date): Date => new Date(now.getTime() - MARGIN_MS);

/** @throws InvalidInput naming the field that cannot be asked for */
export async function requireQuestion(tx: Tx, question: RerateQuestion, now: Date): Promise<void> {
  const { from, to, modelId, orgId, rateCardId } = question;
  if (from >= to) throw new InvalidInput("to", "The period ends before it begins.");
  if (to > latestEnd(now))
    throw new InvalidInput("to", "The period has not ended yet, or just a moment ago. Choose one that is over.");
  const published = and(eq(rateCards.id, rateCardId), isNotNull(rateCards.confirmedAt));
  const card = isId(rateCardId) ? await tx.select({ id: rateCards.id }).from(rateCards).where(published) : [];
  if (card.length === 0) throw new InvalidInput("rateCardId", "Choose a card that was published and confirmed.");
  if (modelId !== null && !(await isThere(tx, models, modelId)))
    throw new InvalidInput("modelId", "Choose a model of the catalogue, or all models.");
  if (orgId !== null && !(await isThere(tx, organizations, orgId)))
    throw new InvalidInput("orgId", "Choose an organization, or all of them.");
}

const isThere = async (tx: Tx, table: typeof models | typeof organizations, id: string): Promise<boolean> =>
  isId(id) && (await tx.select({ id: table.id }).from(table).where(eq(table.id, id))).length > 0;
