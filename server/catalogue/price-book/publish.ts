import { and, asc, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { priceDrafts, rateCards, rates } from "#drizzle/schema/index";
import { Conflict, InvalidInput, isId, NotFound, newId, parseRate } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import { readModels } from "./catalogue-models";
import { checkLines } from "./check-lines";
import { lockDraft, type Operator, readDraftLines } from "./drafts";
import type { PriceLine } from "./lines";
import { checkStart, planValidity } from "./validity";

type CardRow = typeof rateCards.$inferSelect;

/** A published card. */
export type PublishedCard = {
  readonly id: string;
  readonly version: number;
  readonly note: string;
  readonly validFrom: Date;
  /** NULL while it has no successor. */
  readonly validTo: Date | null;
  readonly state: "provisional" | "withdrawn" | "announced" | "in force" | "over";
};

const BATCH = 1_000;

/** Cards are published and confirmed one after the other; readers are not disturbed. */
const lockCards = (tx: Tx) => tx.execute(sql`lock table rate_cards in share row exclusive mode`);

const audit = (tx: Tx, operator: Operator, action: string, data: Parameters<typeof recordAudit>[1]["data"]) =>
  recordAudit(tx, { orgId: null, actor: operator.label, action, data });

function stateOf({ confirmedAt, withdrawnAt, validFrom, validTo }: CardRow, now: Date): PublishedCard["state"] {
  if (withdrawnAt !== null) return "withdrawn";
  if (confirmedAt === null) return "provisional";
  if (validFrom > now) return "announced";
  return validTo === null || validTo > now ? "in force" : "over";
}

/** @throws InvalidInput with the first problem as its message and all of them in its details */
async function requirePublishable(tx: Tx, lines: readonly PriceLine[]): Promise<void> {
  if (lines.length === 0) throw new InvalidInput("lines", "The draft has no lines. Add some, or import a price list.");
  const problems = checkLines(lines, new Map((await readModels(tx)).map((model) => [model.id, model])));
  const [first] = problems;
  if (!first) return;
  const more = problems.length > 1 ? ` And ${problems.length - 1} more.` : "";
  throw new InvalidInput("lines", `${first.line}: ${first.message}${more}`, {
    problems: problems.map(({ line, message }) => `${line}: ${message}`),
  });
}

async function writeRates(tx: Tx, rateCardId: string, lines: readonly PriceLine[]): Promise<void> {
  const rows = lines.map(({ above, cost, sell, ...line }) => ({
    id: newId(),
    rateCardId,
    ...line,
    price: parseRate(cost, line.component),
    sellPrice: sell === null ? null : parseRate(sell, line.component),
    aboveInput: above?.tokens ?? null,
    aboveOperator: above?.operator ?? null,
  }));
  for (let start = 0; start < rows.length; start += BATCH)
    await tx.insert(rates).values(rows.slice(start, start + BATCH));
}

/** The card that is confirmed goes behind the others: the last of them ends where it begins. */
async function planAndEnd(tx: Tx, announced: Date, now: Date): Promise<Date> {
  const confirmed = await tx
    .select({ version: rateCards.version, from: rateCards.validFrom, to: rateCards.validTo })
    .from(rateCards)
    .where(isNotNull(rateCards.confirmedAt))
    .orderBy(asc(rateCards.validFrom));
  const { from, ends } = planValidity(confirmed, announced, now);
  if (ends !== null) await tx.update(rateCards).set({ validTo: from }).where(eq(rateCards.version, ends));
  return from;
}

/**
 * Makes a card of a draft. From now on, it is in force at once; from a later moment on, it is provisional until somebody
 * confirms it, since announced prices have been cancelled.
 * @param from NULL: from now on
 * @throws NotFound, Conflict, InvalidInput naming `lines` or `from`
 */
export async function publishDraft(
  operator: Operator,
  draftId: string,
  from: Date | null,
  now: Date,
): Promise<{ readonly rateCardId: string; readonly version: number; readonly provisional: boolean }> {
  if (from !== null) checkStart(from, now);
  return withSystem(async (tx) => {
    const { note } = await lockDraft(tx, draftId);
    const lines = await readDraftLines(tx, draftId);
    await requirePublishable(tx, lines);
    await lockCards(tx);
    const [latest] = await tx
      .select({ version: rateCards.version })
      .from(rateCards)
      .orderBy(desc(rateCards.version))
      .limit(1);
    const card = {
      id: newId(),
      version: (latest?.version ?? 0) + 1,
      validFrom: from ?? (await planAndEnd(tx, now, now)),
      note,
      confirmedAt: from === null ? now : null,
    };
    await tx.insert(rateCards).values(card);
    await writeRates(tx, card.id, lines);
    await tx.update(priceDrafts).set({ publishedAs: card.id }).where(eq(priceDrafts.id, draftId));
    const { id: rateCardId, version, validFrom } = card;
    await audit(tx, operator, "rate_card.published", {
      ...{ rateCardId, version, draftId, lines: lines.length },
      ...{ from: validFrom.toISOString(), provisional: from !== null },
    });
    return { rateCardId, version, provisional: from !== null };
  });
}

async function lockProvisional(tx: Tx, rateCardId: string): Promise<CardRow> {
  await lockCards(tx);
  const [card] = isId(rateCardId) ? await tx.select().from(rateCards).where(eq(rateCards.id, rateCardId)) : [];
  if (!card) throw new NotFound("rate card", rateCardId);
  if (card.confirmedAt !== null) throw new Conflict(`Card ${card.version} is confirmed already; it stays.`);
  if (card.withdrawnAt !== null) throw new Conflict(`Card ${card.version} was withdrawn. Publish a new draft instead.`);
  return card;
}

/**
 * Confirms an announced card: it comes into force when it was announced for, or now if that has passed.
 * @throws NotFound | Conflict when it is confirmed or withdrawn already, or would overlap a later card
 */
export async function confirmRateCard(operator: Operator, rateCardId: string, now: Date): Promise<Date> {
  return withSystem(async (tx) => {
    const { version, validFrom: announced } = await lockProvisional(tx, rateCardId);
    const validFrom = await planAndEnd(tx, announced, now);
    await tx.update(rateCards).set({ validFrom, confirmedAt: now }).where(eq(rateCards.id, rateCardId));
    await audit(tx, operator, "rate_card.confirmed", { rateCardId, version, from: validFrom.toISOString() });
    return validFrom;
  });
}

/** Gives an announced card up: it never comes into force. @throws NotFound, Conflict */
export async function withdrawRateCard(operator: Operator, rateCardId: string, now: Date): Promise<void> {
  await withSystem(async (tx) => {
    const { version } = await lockProvisional(tx, rateCardId);
    await tx
      .update(rateCards)
      .set({ withdrawnAt: now })
      .where(and(eq(rateCards.id, rateCardId), isNull(rateCards.confirmedAt)));
    await audit(tx, operator, "rate_card.withdrawn", { rateCardId, version });
  });
}

/** Every card ever published, latest version first. */
export async function listRateCards(now: Date): Promise<PublishedCard[]> {
  const rows = await withSystem((tx) => tx.select().from(rateCards).orderBy(desc(rateCards.version)));
  return rows.map((row) => {
    const { id, version, note, validFrom, validTo } = row;
    return { id, version, note, validFrom, validTo, state: stateOf(row, now) };
  });
}
