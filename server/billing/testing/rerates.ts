import { type Clock, newId, type RateTable } from "#kernel";
import { withSystem } from "#platform";
import { beginRerate } from "../rerate/begin-rerate";
import { continueRerates } from "../rerate/continue-rerates";
import { publishCard, type Shop } from "./books";
import { rateTable, SONNET } from "./price-lists";

const HOUR_MS = 3_600_000;

/** All that was charged until now is over by then. */
export const inAnHour: Clock = { now: () => new Date(Date.now() + HOUR_MS) };

/** Publishes a card that prices input and output of the shop's model anew, USD per million. @param version of the card */
export async function publishPrices(
  { modelId }: Shop,
  version: number,
  prices: { readonly input: string; readonly output: string },
): Promise<RateTable> {
  const rates = rateTable({ ...SONNET, ...prices }, { rateCardId: newId(), modelId });
  await withSystem((tx) => publishCard(tx, rates, { version }));
  return rates;
}

/** Begins to re-rate everything that an organization was charged until now. @returns the re-rating's id */
export const beginRerateOf = (orgId: string | null, { rateCardId }: RateTable): Promise<string> => {
  const [from, to] = [new Date(0), new Date(inAnHour.now().getTime() - HOUR_MS / 2)];
  const order = { rateCardId, from, to, modelId: null, orgId, reason: "The list was wrong" };
  return beginRerate({ label: "Olga" }, order, { clock: inAnHour });
};

/** Re-rates everything that an organization was charged until now. @returns the re-rating's id */
export async function rerateOf(orgId: string | null, rates: RateTable): Promise<string> {
  const id = await beginRerateOf(orgId, rates);
  await continueRerates({ tell: async () => undefined });
  return id;
}
