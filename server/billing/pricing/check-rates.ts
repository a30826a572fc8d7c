import type { RateTable } from "#kernel";

/** An attempt is priced by the card and model it was reserved with. A mix-up is a defect of ours, not of anyone's input. */
export function checkRates(
  attempt: { readonly id: string; readonly rateCardId: string; readonly modelId: string },
  rates: RateTable,
): void {
  if (attempt.rateCardId === rates.rateCardId && attempt.modelId === rates.modelId) return;
  throw new Error(
    `attempt ${attempt.id} was reserved by rate card ${attempt.rateCardId} for model ${attempt.modelId}, not ${rates.rateCardId} for ${rates.modelId}`,
  );
}
