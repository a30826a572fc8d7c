import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { priceDraftLines, priceDrafts, rates } from "#drizzle/schema/index";
import { Conflict, formatDecimal, InvalidInput, isId, NotFound, newId, type RateLine, ratePerUnit } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import { findRateCard, toRateLine } from "../rate-tables";
import { readModels } from "./catalogue-models";
import { readListPrices } from "./import/list-prices";
import { readLiteLlm } from "./import/litellm";
import { type ImportPlan, matchImport } from "./import/match-import";
import { describeLine, type PriceLine } from "./lines";

/** Staff of the installation, let in by the door. */
export type Operator = { readonly label: string };

type LineRow = typeof priceDraftLines.$inferSelect;
type Place = Pick<PriceLine, "modelId" | "tier" | "component" | "above">;

const MAX_NOTE = 300;
/** LiteLLM's whole list has about two megabytes. */
const MAX_PRICE_FILE = 8_000_000;
/** Columns of a line × this many stay far below what one statement can carry. */
const BATCH = 1_000;

/** How each format is read. */
const READERS = { "list-prices": readListPrices, litellm: readLiteLlm } as const;
export type PriceFileFormat = keyof typeof READERS;

const toLine = ({ modelId, tier, component, cost, sell, aboveInput, aboveOperator }: LineRow): PriceLine => ({
  modelId,
  tier,
  component,
  cost,
  sell,
  above: aboveInput !== null && aboveOperator !== null ? { tokens: aboveInput, operator: aboveOperator } : null,
});

const toRow = (draftId: string, { above, ...line }: PriceLine): LineRow => ({
  id: newId(),
  draftId,
  ...line,
  aboveInput: above?.tokens ?? null,
  aboveOperator: above?.operator ?? null,
});

/** The lines of a rate card, as a draft writes them. */
export async function readCardLines(tx: Tx, rateCardId: string): Promise<PriceLine[]> {
  const rows = await tx.select().from(rates).where(eq(rates.rateCardId, rateCardId));
  const text = (price: RateLine["price"], component: RateLine["component"]) =>
    formatDecimal(ratePerUnit(price, component));
  return rows.map((row) => {
    const { tier, component, price, above } = toRateLine(row);
    const sell = row.sellPrice === null ? null : text(row.sellPrice, component);
    return { modelId: row.modelId, tier, component, above, cost: text(price, component), sell };
  });
}

/** A draft's lines. */
export async function readDraftLines(tx: Tx, draftId: string): Promise<PriceLine[]> {
  const rows = await tx.select().from(priceDraftLines).where(eq(priceDraftLines.draftId, draftId));
  return rows.map(toLine);
}

/** Takes a draft for a change: one at a time. @throws NotFound | Conflict when it was published */
export async function lockDraft(tx: Tx, draftId: string): Promise<typeof priceDrafts.$inferSelect> {
  const found = isId(draftId) ? tx.select().from(priceDrafts).where(eq(priceDrafts.id, draftId)).for("update") : [];
  const [draft] = await found;
  if (!draft) throw new NotFound("draft of prices", draftId);
  if (draft.publishedAs !== null) {
    throw new Conflict("This draft was published, and a published card never changes. Begin a new draft from it.");
  }
  return draft;
}

async function writeLines(tx: Tx, draftId: string, lines: readonly PriceLine[]): Promise<void> {
  const { cost, sell, aboveOperator, modelId, tier, component, aboveInput } = priceDraftLines;
  for (let start = 0; start < lines.length; start += BATCH) {
    await tx
      .insert(priceDraftLines)
      .values(lines.slice(start, start + BATCH).map((line) => toRow(draftId, line)))
      .onConflictDoUpdate({
        target: [priceDraftLines.draftId, modelId, tier, component, aboveInput],
        set: {
          cost: sql`excluded.${sql.identifier(cost.name)}`,
          sell: sql`excluded.${sql.identifier(sell.name)}`,
          aboveOperator: sql`excluded.${sql.identifier(aboveOperator.name)}`,
        },
      });
  }
}

const audit = (tx: Tx, operator: Operator, action: string, data: Parameters<typeof recordAudit>[1]["data"]) =>
  recordAudit(tx, { orgId: null, actor: operator.label, action, data });

/**
 * Begins a draft with the lines of the card in force, or with none.
 * @returns its id
 * @throws InvalidInput naming `note`
 */
export async function createDraft(
  operator: Operator,
  { note, from }: { readonly note: string; readonly from: "card" | "empty" },
  now: Date,
): Promise<string> {
  const named = note.trim();
  if (named === "" || named.length > MAX_NOTE) {
    throw new InvalidInput("note", `Say in 1 to ${MAX_NOTE} characters what these prices are.`);
  }
  return withSystem(async (tx) => {
    const id = newId();
    await tx.insert(priceDrafts).values({ id, note: named, createdBy: operator.label });
    const card = from === "card" ? await findRateCard(tx, now) : null;
    if (card) await writeLines(tx, id, await readCardLines(tx, card.id));
    await audit(tx, operator, "price_draft.created", { draftId: id, note: named, fromVersion: card?.version ?? null });
    return id;
  });
}

/** Writes a line of a draft, in place of the one that stands there. Its prices are checked with the draft. @throws NotFound, Conflict, InvalidInput */
export async function setDraftLine(operator: Operator, draftId: string, line: PriceLine): Promise<void> {
  await withSystem(async (tx) => {
    await lockDraft(tx, draftId);
    const model = (await readModels(tx)).find(({ id }) => id === line.modelId);
    if (!model) throw new InvalidInput("modelId", "Choose a model of the catalogue.");
    const { cost, sell } = line;
    await writeLines(tx, draftId, [line]);
    await audit(tx, operator, "price_draft.line_set", { draftId, line: describeLine(line, model), cost, sell });
  });
}

/** Takes a line out of a draft; one that is not there is out already. @throws NotFound, Conflict */
export async function removeDraftLine(operator: Operator, draftId: string, place: Place): Promise<void> {
  await withSystem(async (tx) => {
    await lockDraft(tx, draftId);
    const { modelId, tier, component, aboveInput } = priceDraftLines;
    const removed = await tx
      .delete(priceDraftLines)
      .where(
        and(
          eq(priceDraftLines.draftId, draftId),
          eq(modelId, place.modelId),
          eq(tier, place.tier),
          eq(component, place.component),
          place.above === null ? isNull(aboveInput) : eq(aboveInput, place.above.tokens),
        ),
      )
      .returning();
    const models = new Map((await readModels(tx)).map((model) => [model.id, model]));
    for (const row of removed) {
      const line = describeLine(place, models.get(row.modelId));
      await audit(tx, operator, "price_draft.line_removed", { draftId, line, cost: row.cost, sell: row.sell });
    }
  });
}

/**
 * Brings a provider's or LiteLLM's price list into a draft: the catalogue's models only, the others are told.
 * @throws NotFound, Conflict, InvalidInput naming `file`
 */
export async function importPrices(
  operator: Operator,
  draftId: string,
  { format, text }: { readonly format: PriceFileFormat; readonly text: string },
): Promise<ImportPlan> {
  if (text.length > MAX_PRICE_FILE) throw new InvalidInput("file", "The file is longer than eight megabytes.");
  const file = READERS[format](text);
  return withSystem(async (tx) => {
    await lockDraft(tx, draftId);
    const plan = matchImport(file, await readModels(tx), await readDraftLines(tx, draftId));
    await writeLines(tx, draftId, plan.lines);
    const counts = { lines: plan.lines.length, unknown: plan.unknown.length, unread: plan.unread.length };
    await audit(tx, operator, "price_draft.imported", { draftId, format, ...counts });
    return plan;
  });
}

/** Gives a draft up. @throws NotFound, Conflict */
export async function discardDraft(operator: Operator, draftId: string): Promise<void> {
  await withSystem(async (tx) => {
    const { note } = await lockDraft(tx, draftId);
    await tx.delete(priceDraftLines).where(eq(priceDraftLines.draftId, draftId));
    await tx.delete(priceDrafts).where(eq(priceDrafts.id, draftId));
    await audit(tx, operator, "price_draft.discarded", { draftId, note });
  });
}

export type DraftHead = {
  readonly id: string;
  readonly note: string;
  readonly createdBy: string;
  readonly createdAt: Date;
};

/** The drafts that are still in the making, latest first. */
export const listDrafts = (): Promise<DraftHead[]> =>
  withSystem((tx) => {
    const { id, note, createdBy, createdAt, publishedAs } = priceDrafts;
    return tx
      .select({ id, note, createdBy, createdAt })
      .from(priceDrafts)
      .where(isNull(publishedAs))
      .orderBy(desc(createdAt));
  });
