import { inArray } from "drizzle-orm";
import { rates } from "#drizzle/schema/index";
import type { RateLine, RateTable } from "#kernel";
import type { Tx } from "#platform";

/** The prices of a model on a card, without markups; `undefined` when the card has none. */
export type CardTables = (rateCardId: string, modelId: string) => RateTable | undefined;

/** Everything that these cards price. They are published, so it stays as it is. */
export async function readCardTables(tx: Tx, rateCardIds: readonly string[]): Promise<CardTables> {
  const lines = new Map<string, RateLine[]>();
  const keyOf = (rateCardId: string, modelId: string) => `${rateCardId} ${modelId}`;
  const rows =
    rateCardIds.length === 0
      ? []
      : await tx
          .select()
          .from(rates)
          .where(inArray(rates.rateCardId, [...rateCardIds]));
  for (const { rateCardId, modelId, tier, component, price, sellPrice, aboveInput, aboveOperator } of rows) {
    const above =
      aboveInput !== null && aboveOperator !== null ? { tokens: aboveInput, operator: aboveOperator } : null;
    const line = { tier, component, price, ...(sellPrice === null ? {} : { sell: sellPrice }), above };
    const key = keyOf(rateCardId, modelId);
    lines.set(key, [...(lines.get(key) ?? []), line]);
  }
  return (rateCardId, modelId) => {
    const found = lines.get(keyOf(rateCardId, modelId));
    return found && { rateCardId, modelId, lines: found };
  };
}
