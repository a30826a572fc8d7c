import { asc, eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { type Component, formatDecimal, type ModelKind, type RateLine, ratePerUnit, type Tier, unitOf } from "#kernel";
import { readPublic } from "#platform";
import { findRateCard, readModelMarkups, toRateLine } from "./rate-tables";

/** One line of the public price list. */
export type ListPrice = {
  readonly model: {
    readonly provider: string;
    readonly id: string;
    readonly name: string;
    readonly kind: ModelKind;
    readonly contextWindow: number;
    readonly maxOutput: number;
  };
  readonly tier: Tier;
  readonly component: Component;
  /** What it sells for: USD per `unit`, exact decimal, before an agent's markup and an organization's own. */
  readonly price: string;
  /** 1,000,000 tokens, or 1,000 calls of a fee. */
  readonly unit: number;
  /** The total input above which this line prices the whole request; NULL on a base line. */
  readonly above: RateLine["above"];
  readonly source: string;
  readonly rateCardId: string;
  readonly rateCardVersion: number;
};

/** The price list in force at a moment, by provider, model, tier and component; empty when none is. */
export async function listPrices(at: Date): Promise<ListPrice[]> {
  return readPublic(async (tx) => {
    const card = await findRateCard(tx, at);
    if (!card) return [];
    const { rates, models } = schema;
    const rows = await tx
      .select({ rate: rates, model: models })
      .from(rates)
      .innerJoin(models, eq(models.id, rates.modelId))
      .where(eq(rates.rateCardId, card.id))
      .orderBy(asc(models.provider), asc(models.modelId), asc(rates.tier), asc(rates.aboveInput), asc(rates.component));
    const markups = await readModelMarkups(tx);
    return rows.map(({ rate, model }) => {
      const { tier, component, price, sell = price, above } = toRateLine(rate);
      return {
        model: {
          provider: model.provider,
          id: model.modelId,
          name: model.name,
          kind: model.kind,
          contextWindow: model.contextWindow,
          maxOutput: model.maxOutput,
        },
        tier,
        component,
        price: formatDecimal(ratePerUnit(sell, component, 10_000 + (markups.get(model.id) ?? 0))),
        unit: unitOf(component),
        above,
        source: model.source,
        rateCardId: card.id,
        rateCardVersion: card.version,
      };
    });
  });
}
