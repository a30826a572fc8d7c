import { asc } from "drizzle-orm";
import { models } from "#drizzle/schema/index";
import { isId, NotFound, type RateTable } from "#kernel";
import { type Tx, withSystem } from "#platform";
import { getRateTableOf } from "../rate-tables";
import type { PricedModel } from "./lines";

/** All models of the catalogue, by provider and name. */
export function readModels(tx: Tx): Promise<PricedModel[]> {
  const { id, provider, modelId, name, api } = models;
  return tx.select({ id, provider, modelId, name, api }).from(models).orderBy(asc(provider), asc(modelId));
}

/** What the price book has prices for. */
export const listPricedModels = (): Promise<PricedModel[]> => withSystem(readModels);

/** A model's prices on any card, in force or not, with no markup of an organization. @throws NotFound when the card has none */
export async function getRateTableIn(rateCardId: string, modelId: string): Promise<RateTable> {
  if (!isId(rateCardId) || !isId(modelId)) throw new NotFound("price", `${rateCardId} ${modelId}`);
  const table = await withSystem((tx) => getRateTableOf(tx, rateCardId, modelId));
  if (table.lines.length === 0) throw new NotFound("price of this model on this card", modelId);
  return table;
}
