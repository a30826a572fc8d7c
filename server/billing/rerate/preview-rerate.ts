import type { Clock } from "#kernel";
import { withSystem } from "#platform";
import { readCardTables } from "../pricing/read-card-tables";
import { type RerateQuestion, requireQuestion } from "./check-order";
import { type RepricedUsage, repriceUsage } from "./reprice-usage";

/**
 * What a re-rating would make of a period, by organization and model: what is billed now, what the card says, and the
 * difference. Changes nothing. How much of a difference wallets and caps afford is known only when it is posted.
 * @throws InvalidInput naming the field that cannot be asked for
 */
export async function previewRerate(
  question: RerateQuestion,
  { clock }: { readonly clock: Clock },
): Promise<readonly RepricedUsage[]> {
  const { rateCardId } = question;
  const tables = await withSystem(async (tx) => {
    await requireQuestion(tx, question, clock.now());
    return readCardTables(tx, [rateCardId]);
  });
  return repriceUsage(question, (modelId) => tables(rateCardId, modelId));
}
