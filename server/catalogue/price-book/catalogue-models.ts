import { asc } from "drizzle-orm";
import { models } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import type { PricedModel } from "./lines";

/** All models of the catalogue, by provider and name. */
export function readModels(tx: Tx): Promise<PricedModel[]> {
  const { id, provider, modelId, name, api } = models;
  return tx.select({ id, provider, modelId, name, api }).from(models).orderBy(asc(provider), asc(modelId));
}
