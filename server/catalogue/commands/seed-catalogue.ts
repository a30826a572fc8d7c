import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import type { SeedCatalogue, SeedPrice, SeedRateCard } from "#drizzle/seed/shape";
import { COMPONENTS, newId, parseRate } from "#kernel";
import type { Tx } from "#platform";
import type { ReadFolders } from "../agent-files/group-folders";
import { type Importer, seedAgents } from "../agent-files/import-agents";

/** How many rows of each were added; of agents, how many versions. */
export type SeededCatalogue = { readonly models: number; readonly rateCards: number; readonly agents: number };

/**
 * Adds what the catalogue has not yet: models, rate cards, agents and their next versions. What is there stays untouched,
 * since a published card never changes and an operator may have edited an agent; a later price list is a new card.
 * @param tx a system transaction
 * @param by the organization that lists the agents
 * @param shipped the agents that come with the agency
 */
export async function seedCatalogue(
  tx: Tx,
  data: SeedCatalogue,
  by: Importer,
  shipped: ReadFolders,
): Promise<SeededCatalogue> {
  const added = await tx
    .insert(schema.models)
    .values(data.models.map((model) => ({ id: newId(), ...model })))
    .onConflictDoNothing()
    .returning({ id: schema.models.id });
  const modelIds = await readModelIds(tx);
  let rateCards = 0;
  for (const card of data.rateCards) rateCards += await publishRateCard(tx, card, modelIds);
  return { models: added.length, rateCards, agents: await seedAgents(tx, by, shipped) };
}

type ModelIds = (model: { readonly provider: string; readonly modelId: string }) => string;

async function readModelIds(tx: Tx): Promise<ModelIds> {
  const { id, provider, modelId } = schema.models;
  const rows = await tx.select({ id, provider, modelId }).from(schema.models);
  const ids = new Map(rows.map((row) => [`${row.provider} ${row.modelId}`, row.id]));
  return (model) => {
    const found = ids.get(`${model.provider} ${model.modelId}`);
    if (!found) throw new Error(`the seed names a model it does not have: ${model.provider} ${model.modelId}`);
    return found;
  };
}

async function publishRateCard(tx: Tx, card: SeedRateCard, modelIds: ModelIds): Promise<number> {
  const { rateCards, rates } = schema;
  const [existing] = await tx.select({ id: rateCards.id }).from(rateCards).where(eq(rateCards.version, card.version));
  if (existing) return 0;
  const validFrom = new Date(card.validFrom);
  await tx
    .update(rateCards)
    .set({ validTo: validFrom })
    .where(
      and(isNull(rateCards.validTo), isNotNull(rateCards.confirmedAt), sql`${rateCards.version} < ${card.version}`),
    );
  const rateCardId = newId();
  await tx.insert(rateCards).values({ id: rateCardId, version: card.version, validFrom, note: card.note });
  await tx.insert(rates).values(card.prices.flatMap((price) => toRates(price, rateCardId, modelIds(price))));
  return 1;
}

const toRates = ({ tier, above, prices }: SeedPrice, rateCardId: string, modelId: string) =>
  COMPONENTS.flatMap((component) => {
    const price = prices[component];
    if (price === undefined) return [];
    const threshold = { aboveInput: above?.tokens ?? null, aboveOperator: above?.operator ?? null };
    return [{ id: newId(), rateCardId, modelId, tier, component, price: parseRate(price, component), ...threshold }];
  });
