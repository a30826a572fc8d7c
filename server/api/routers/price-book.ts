import { z } from "zod";
import { priceRecord, repriceUsage, sumByModel } from "#billing";
import {
  confirmRateCard,
  createDraft,
  describeLine,
  discardDraft,
  getDraft,
  getDraftTables,
  getRateTableIn,
  importPrices,
  lineKey,
  listDrafts,
  listMarkups,
  listPricedModels,
  listRateCards,
  publishDraft,
  removeDraftLine,
  setDraftLine,
  setMarkup,
  withdrawRateCard,
} from "#catalogue";
import { COMPONENTS, formatUsd, InvalidInput, systemClock, TIERS, WIRE_APIS } from "#kernel";
import { anId } from "../inputs";
import { operatorProcedure, router } from "../trpc";

const draftId = z.object({ draftId: anId });
const cardId = z.object({ rateCardId: anId });
const above = z
  .object({ tokens: z.number().int().min(1).max(2_000_000_000), operator: z.enum([">", ">="]) })
  .nullable();
const place = z.object({ modelId: z.uuid(), tier: z.enum(TIERS), component: z.enum(COMPONENTS), above });
const price = z.string().trim().max(40, "is longer than a price.");

/** A day, at midnight UTC. @throws InvalidInput naming `from` */
function startOf(day: string): Date {
  const start = new Date(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(start.getTime())) {
    throw new InvalidInput("from", "Enter a day like 2026-12-01, or leave it empty to publish from now on.");
  }
  return start;
}

/** The calendar month before a moment, UTC. */
const monthBefore = (now: Date) => ({
  from: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)),
  to: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)),
});

/** @throws InvalidInput naming `usage` */
function readUsage(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInput("usage", "This is no JSON. Paste the “usage” object of a provider's answer.");
  }
}

/** The price book: drafts, cards and markups, for the staff of the agency. */
export const priceBookRouter = router({
  cards: operatorProcedure.query(async () =>
    (await listRateCards(systemClock.now())).map(({ validFrom, validTo, ...card }) => ({
      ...card,
      validFrom: validFrom.toISOString(),
      validTo: validTo?.toISOString() ?? null,
    })),
  ),

  drafts: operatorProcedure.query(async () =>
    (await listDrafts()).map(({ createdAt, ...draft }) => ({ ...draft, createdAt: createdAt.toISOString() })),
  ),

  markups: operatorProcedure.query(async () =>
    (await listMarkups()).map(({ setAt, ...markup }) => ({ ...markup, setAt: setAt.toISOString() })),
  ),

  draft: operatorProcedure.input(draftId).query(async ({ input }) => {
    const { models, lines, problems, comparison, createdAt, ...head } = await getDraft(
      input.draftId,
      systemClock.now(),
    );
    const byId = new Map(models.map((model) => [model.id, model]));
    const named = (line: (typeof lines)[number]) => ({
      ...line,
      key: lineKey(line),
      name: describeLine(line, byId.get(line.modelId)),
    });
    return {
      ...head,
      createdAt: createdAt.toISOString(),
      models,
      problems,
      lines: lines.map(named),
      comparison: {
        ...comparison,
        added: comparison.added.map(named),
        removed: comparison.removed.map(named),
        changed: comparison.changed.map((change) => ({ ...change, line: named(change.line) })),
      },
    };
  }),

  createDraft: operatorProcedure
    .input(z.object({ note: z.string(), from: z.enum(["card", "empty"]) }))
    .mutation(async ({ ctx, input }) => ({ id: await createDraft(ctx.operator, input, systemClock.now()) })),

  setLine: operatorProcedure
    .input(draftId.extend({ line: place.extend({ cost: price, sell: price.nullable() }) }))
    .mutation(({ ctx, input }) => setDraftLine(ctx.operator, input.draftId, input.line)),

  removeLine: operatorProcedure
    .input(draftId.extend({ line: place }))
    .mutation(({ ctx, input }) => removeDraftLine(ctx.operator, input.draftId, input.line)),

  importPrices: operatorProcedure
    .input(draftId.extend({ format: z.enum(["list-prices", "litellm"]), text: z.string() }))
    .mutation(async ({ ctx, input: { draftId: id, ...file } }) => {
      const { lines, kept, unknown, unread } = await importPrices(ctx.operator, id, file);
      return { lines: lines.length, kept: kept.length, unknown: [...unknown], unread: [...unread] };
    }),

  discardDraft: operatorProcedure
    .input(draftId)
    .mutation(({ ctx, input }) => discardDraft(ctx.operator, input.draftId)),

  /** What last month's usage was charged, and would have been under a draft, by model. */
  lastMonthUnder: operatorProcedure.input(draftId).query(async ({ input }) => {
    const period = monthBefore(systemClock.now());
    const all = { ...period, modelId: null, orgId: null };
    const tables = await getDraftTables(input.draftId);
    const models = sumByModel(await repriceUsage(all, (modelId) => tables.get(modelId)));
    return {
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      models: models.map(({ charged, repriced, difference, ...model }) => ({
        ...model,
        charged: formatUsd(charged),
        repriced: formatUsd(repriced),
        difference: formatUsd(difference),
      })),
    };
  }),

  publish: operatorProcedure
    .input(draftId.extend({ from: z.string().nullable().describe("A day, from midnight UTC; null: from now on") }))
    .mutation(({ ctx, input }) =>
      publishDraft(ctx.operator, input.draftId, input.from === null ? null : startOf(input.from), systemClock.now()),
    ),

  confirm: operatorProcedure.input(cardId).mutation(async ({ ctx, input }) => ({
    from: (await confirmRateCard(ctx.operator, input.rateCardId, systemClock.now())).toISOString(),
  })),

  withdraw: operatorProcedure
    .input(cardId)
    .mutation(({ ctx, input }) => withdrawRateCard(ctx.operator, input.rateCardId, systemClock.now())),

  setMarkup: operatorProcedure
    .input(z.object({ kind: z.enum(["model", "organization"]), subjectId: anId, bps: z.number() }))
    .mutation(({ ctx, input }) => setMarkup(ctx.operator, input.kind, input.subjectId, input.bps)),

  priceRecord: operatorProcedure
    .input(
      z.object({
        api: z.enum(WIRE_APIS),
        usage: z.string().max(100_000, "is longer than any provider's usage."),
        rateCardId: anId,
        modelId: anId,
        tier: z.enum(TIERS),
        markupBps: z.number().int().min(0).max(100_000),
      }),
    )
    .query(async ({ input: { api, usage, rateCardId, modelId, tier, markupBps } }) =>
      priceRecord({ api, usage: readUsage(usage) }, await getRateTableIn(rateCardId, modelId), tier, markupBps),
    ),

  /** What the calculator offers to choose from. */
  models: operatorProcedure.query(() => listPricedModels()),
});
