import { and, eq, gt, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { currentOrg } from "#drizzle/schema/columns";
import * as schema from "#drizzle/schema/index";
import type { RateLine, RateTable, WireApi } from "#kernel";
import type { Tx } from "#platform";
import { NoRateInForce } from "./errors";
import { computeUnrated } from "./rules";

export type RateCard = { readonly id: string; readonly version: number };

/** A provisional card never is, whatever its date. */
function isInForce(at: Date) {
  const { validFrom, validTo, confirmedAt } = schema.rateCards;
  return and(isNotNull(confirmedAt), lte(validFrom, at), or(isNull(validTo), gt(validTo, at)));
}

/** The rate card in force at a moment; NULL when there is none. */
export async function findRateCard(tx: Tx, at: Date): Promise<RateCard | null> {
  const { id, version } = schema.rateCards;
  const [card] = await tx.select({ id, version }).from(schema.rateCards).where(isInForce(at));
  return card ?? null;
}

const { markups } = schema;

type RateRow = typeof schema.rates.$inferSelect;

export const toRateLine = ({ tier, component, price, sellPrice, aboveInput, aboveOperator }: RateRow): RateLine => ({
  tier,
  component,
  price,
  ...(sellPrice === null ? {} : { sell: sellPrice }),
  above: aboveInput !== null && aboveOperator !== null ? { tokens: aboveInput, operator: aboveOperator } : null,
});

/** A published card never changes, so a table that was read once is right for ever. */
const known = new Map<string, RateTable>();

/**
 * All lines of a model on one rate card, for pricing what ran under it. Empty when the card has none.
 * @param modelId the id of its row, not the provider's name
 */
export async function getRateTableOf(tx: Tx, rateCardId: string, modelId: string): Promise<RateTable> {
  const key = `${rateCardId} ${modelId}`;
  const cached = known.get(key);
  if (cached) return cached;
  const rows = await tx
    .select()
    .from(schema.rates)
    .where(and(eq(schema.rates.rateCardId, rateCardId), eq(schema.rates.modelId, modelId)));
  const table: RateTable = { rateCardId, modelId, lines: rows.map(toRateLine) };
  if (rows.length > 0) known.set(key, table);
  return table;
}

/** What is put on the sell prices of each model that has a markup, basis points, by the id of its row. */
export async function readModelMarkups(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.select().from(markups).where(eq(markups.kind, "model"));
  return new Map(rows.map(({ subjectId, bps }) => [subjectId, bps]));
}

/** A model as it is sold to someone, basis points on its sell prices. The card is NULL when none is in force. */
export type SoldModel = {
  readonly modelId: string;
  readonly name: string;
  readonly api: WireApi;
  readonly rateCardId: string | null;
  readonly markups: readonly number[];
};

/**
 * The prices of a model as it is sold, complete enough to run it.
 * @throws NoRateInForce when a component that its provider can return has no rate
 */
export async function readRateTable(tx: Tx, sold: SoldModel): Promise<RateTable> {
  const { modelId, name, api, rateCardId, markups } = sold;
  const table = rateCardId === null ? null : await getRateTableOf(tx, rateCardId, modelId);
  const unrated = computeUnrated(api, table?.lines ?? []);
  if (!table || unrated.length > 0) throw new NoRateInForce(name, unrated);
  return markups.length > 0 ? { ...table, markups } : table;
}

/** What is put on the sell prices of a model for an organization. */
const markupsOf = (modelId: SQL, orgId: SQL) => sql<number[]>`array(
  select bps from ${markups} where (kind = 'model' and subject_id = ${modelId})
    or (kind = 'organization' and subject_id = ${orgId}) order by kind)`;

/**
 * The prices of a model in force at a moment for the transaction's organization, complete enough to run it.
 * @throws NoRateInForce when a component that its provider can return has no rate
 */
export async function getRateTable(tx: Tx, modelId: string, at: Date): Promise<RateTable> {
  const { models, rateCards } = schema;
  const [model] = await tx
    .select({
      modelId: models.id,
      name: models.name,
      api: models.api,
      rateCardId: rateCards.id,
      markups: markupsOf(sql`${modelId}::uuid`, currentOrg),
    })
    .from(models)
    .leftJoin(rateCards, isInForce(at))
    .where(eq(models.id, modelId));
  if (!model) throw new Error(`there is no model ${modelId}`);
  return readRateTable(tx, model);
}

/**
 * How the models of calls are sold at a moment, each to its organization.
 * @returns in the order of the calls
 */
export async function listSoldModels(
  tx: Tx,
  calls: readonly { readonly orgId: string; readonly modelId: string }[],
  at: Date,
): Promise<SoldModel[]> {
  const { models, rateCards } = schema;
  const wanted = JSON.stringify(calls.map(({ orgId, modelId }) => ({ org_id: orgId, model_id: modelId })));
  const { rows } = await tx.execute<SoldModel>(sql`
    select ${models.id} as "modelId", ${models.name} as name, ${models.api} as api, ${rateCards.id} as "rateCardId",
      ${markupsOf(sql`call.model_id`, sql`call.org_id`)} as markups
    from rows from (json_to_recordset(${wanted}) as (org_id uuid, model_id uuid)) with ordinality
        as call (org_id, model_id, no)
      join ${models} on ${models.id} = call.model_id
      left join ${rateCards} on ${isInForce(at)}
    order by call.no`);
  if (rows.length !== calls.length) throw new Error("a model that is called is not there");
  return rows;
}
