import type { Clock } from "#kernel";
import { withSystem } from "#platform";
import { readCardTables } from "../pricing/read-card-tables";
import { type RerateQuestion, requireQuestion } from "./check-order";
import { type RepricedUsage, repriceUsage } from "./reprice-usage";
import { type WalletOutlook, weighWallets } from "./weigh-wallets";

export type ReratePreview = {
  /** By organization and model. */
  readonly usages: readonly RepricedUsage[];
  /** By organization, in the same order. */
  readonly wallets: readonly WalletOutlook[];
};

/**
 * What a re-rating would make of a period, by organization and model: what is billed now, what the card says, and the
 * difference; and what that would do to wallets. Changes nothing. How much of a difference budgets afford is known only when
 * it is posted.
 * @throws InvalidInput naming the field that cannot be asked for
 */
export async function previewRerate(
  question: RerateQuestion,
  { clock }: { readonly clock: Clock },
): Promise<ReratePreview> {
  const { rateCardId } = question;
  const tables = await withSystem(async (tx) => {
    await requireQuestion(tx, question, clock.now());
    return readCardTables(tx, [rateCardId]);
  });
  const usages = await repriceUsage(question, (modelId) => tables(rateCardId, modelId));
  return { usages, wallets: await withSystem((tx) => weighWallets(tx, usages)) };
}
