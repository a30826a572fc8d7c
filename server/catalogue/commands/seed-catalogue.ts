import { and, eq, isNull, sql } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { type Component, newId, parseRate, type RateLine, type Tier } from "#kernel";
import type { Tx } from "#platform";

export type SeedModel = Omit<typeof schema.models.$inferInsert, "id" | "servedAs" | "offDutyReason" | "createdAt">;

/** The prices of one model in one tier, in USD per 1,000,000 tokens (per 1,000 calls of a fee), at most six decimals. */
export type SeedPrice = {
  readonly provider: string;
  readonly modelId: string;
  readonly tier: Tier;
  readonly above: RateLine["above"];
  readonly prices: Partial<Record<Component, string>>;
};

export type SeedRateCard = {
  readonly version: number;
  /** ISO 8601. The card before it ends here. */
  readonly validFrom: string;
  readonly note: string;
  readonly prices: readonly SeedPrice[];
};

type Version = typeof schema.agentVersions.$inferInsert;

export type SeedAgent = Omit<Version, "id" | "agentId" | "version" | "modelId" | "createdAt"> & {
  readonly slug: string;
  readonly model: { readonly provider: string; readonly modelId: string };
};

export type SeedCatalogue = {
  readonly models: readonly SeedModel[];
  /** In the order of their versions. */
  readonly rateCards: readonly SeedRateCard[];
  readonly agents: readonly SeedAgent[];
};

/** How many rows of each were added. */
export type SeededCatalogue = { readonly models: number; readonly rateCards: number; readonly agents: number };

/**
 * Adds what the catalogue has not yet: models, rate cards and agents. What is there stays untouched, since a published
 * card never changes and an operator may have edited an agent; a later price list is a new card with the next version.
 * @param tx a system transaction
 * @param publisher the organization that lists the agents
 */
export async function seedCatalogue(
  tx: Tx,
  data: SeedCatalogue,
  publisher: { readonly orgId: string; readonly name: string },
): Promise<SeededCatalogue> {
  const added = await tx
    .insert(schema.models)
    .values(data.models.map((model) => ({ id: newId(), ...model })))
    .onConflictDoNothing()
    .returning({ id: schema.models.id });
  const modelIds = await readModelIds(tx);
  let rateCards = 0;
  for (const card of data.rateCards) rateCards += await publishRateCard(tx, card, modelIds);
  let agents = 0;
  for (const agent of data.agents) agents += await listAgent(tx, agent, publisher, modelIds);
  return { models: added.length, rateCards, agents };
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
    .where(and(isNull(rateCards.validTo), sql`${rateCards.version} < ${card.version}`));
  const rateCardId = newId();
  await tx.insert(rateCards).values({ id: rateCardId, version: card.version, validFrom, note: card.note });
  await tx.insert(rates).values(card.prices.flatMap((price) => toRates(price, rateCardId, modelIds(price))));
  return 1;
}

const toRates = ({ tier, above, prices }: SeedPrice, rateCardId: string, modelId: string) =>
  Object.entries(prices).map(([name, price]) => {
    const component = name as Component;
    return {
      id: newId(),
      rateCardId,
      modelId,
      tier,
      component,
      price: parseRate(price, component),
      aboveInput: above?.tokens ?? null,
      aboveOperator: above?.operator ?? null,
    };
  });

async function listAgent(
  tx: Tx,
  { slug, model, ...version }: SeedAgent,
  publisher: { readonly orgId: string; readonly name: string },
  modelIds: ModelIds,
): Promise<number> {
  const id = newId();
  const added = await tx
    .insert(schema.agents)
    .values({ id, orgId: publisher.orgId, slug, publisherName: publisher.name, listing: "listed" })
    .onConflictDoNothing({ target: schema.agents.slug })
    .returning({ id: schema.agents.id });
  if (added.length === 0) return 0;
  await tx.insert(schema.agentVersions).values({ id: newId(), agentId: id, version: 1, modelId: modelIds(model), ...version });
  return 1;
}
