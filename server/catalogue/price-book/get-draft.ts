import { eq } from "drizzle-orm";
import { priceDrafts } from "#drizzle/schema/index";
import { COMPONENTS, isId, NotFound, parseRate, type RateTable, TIERS } from "#kernel";
import { type Tx, withSystem } from "#platform";
import { findRateCard } from "../rate-tables";
import { readModels } from "./catalogue-models";
import { checkLines, type LineProblem, problemOfPrice } from "./check-lines";
import { type Comparison, compareLines } from "./compare-lines";
import { readCardLines, readDraftLines } from "./drafts";
import type { PricedModel, PriceLine } from "./lines";

/** A draft with all that an operator decides by. */
export type Draft = {
  readonly id: string;
  readonly note: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** NULL while it can be edited. */
  readonly publishedAs: string | null;
  /** By model, tier, threshold and component. */
  readonly lines: readonly PriceLine[];
  readonly models: readonly PricedModel[];
  /** Empty when it can be published. */
  readonly problems: readonly LineProblem[];
  /** Against the card in force. */
  readonly comparison: Comparison;
  /** The version of the card in force; NULL when none is. */
  readonly inForce: number | null;
};

const inOrder = (lines: readonly PriceLine[], models: readonly PricedModel[]): PriceLine[] => {
  const places = new Map(models.map(({ id }, index) => [id, index]));
  const place = ({ modelId }: PriceLine): number => places.get(modelId) ?? models.length;
  return [...lines].sort(
    (a, b) =>
      place(a) - place(b) ||
      TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) ||
      (a.above?.tokens ?? 0) - (b.above?.tokens ?? 0) ||
      COMPONENTS.indexOf(a.component) - COMPONENTS.indexOf(b.component),
  );
};

async function readHead(tx: Tx, draftId: string): Promise<typeof priceDrafts.$inferSelect> {
  const [head] = isId(draftId) ? await tx.select().from(priceDrafts).where(eq(priceDrafts.id, draftId)) : [];
  if (!head) throw new NotFound("draft of prices", draftId);
  return head;
}

/** @throws NotFound */
export function getDraft(draftId: string, now: Date): Promise<Draft> {
  return withSystem(async (tx) => {
    const head = await readHead(tx, draftId);
    const models = await readModels(tx);
    const lines = inOrder(await readDraftLines(tx, draftId), models);
    const card = await findRateCard(tx, now);
    const current = card ? inOrder(await readCardLines(tx, card.id), models) : [];
    const byId = new Map(models.map((model) => [model.id, model]));
    return {
      ...head,
      lines,
      models,
      problems: checkLines(lines, byId),
      comparison: compareLines(current, lines),
      inForce: card?.version ?? null,
    };
  });
}

/** Readable price lines of a list as rate tables, by the id of the model's row. */
function tablesOf(rateCardId: string, lines: readonly PriceLine[]): Map<string, RateTable> {
  const tables = new Map<string, RateTable>();
  for (const { modelId, tier, component, above, cost, sell } of lines) {
    if (problemOfPrice(cost) || (sell !== null && problemOfPrice(sell))) continue;
    const price = parseRate(cost, component);
    const line = { tier, component, above, price, ...(sell === null ? {} : { sell: parseRate(sell, component) }) };
    const earlier = tables.get(modelId)?.lines ?? [];
    tables.set(modelId, { rateCardId, modelId, lines: [...earlier, line] });
  }
  return tables;
}

/** A draft's prices as rate tables, for asking what something would cost under it. Lines that cannot be read are left out. @throws NotFound */
export function getDraftTables(draftId: string): Promise<Map<string, RateTable>> {
  return withSystem(async (tx) => {
    await readHead(tx, draftId);
    return tablesOf(draftId, await readDraftLines(tx, draftId));
  });
}
