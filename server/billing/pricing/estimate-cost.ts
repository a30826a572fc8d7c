import { minPico, type Pico, pico, type RateTable, type Tier } from "#kernel";
import { priceOf, sumLines } from "./price-of";

export type CostEstimateInput = {
  readonly rates: RateTable;
  readonly markupBps: number;
  readonly tier: Tier;
  /** How many steps such a job takes: if all goes well, and usually. */
  readonly steps: { readonly low: number; readonly likely: number };
  /** Tokens of the first call's input: instructions, brief, tool descriptions. */
  readonly firstInput: bigint;
  /** Tokens that each step adds to the next one's input: its own turn and the tools' answers. */
  readonly growthPerStep: bigint;
  /** Tokens that each step writes. */
  readonly outputPerStep: bigint;
  /** The job's hard cap. */
  readonly budget: Pico;
};

export type CostEstimate = { readonly low: Pico; readonly likely: Pico; readonly notToExceed: Pico };

/**
 * What a run will roughly cost. The conversation is sent anew with every step and grows by a constant, so step k reads
 * `firstInput + (k − 1) × growthPerStep` tokens and writes `outputPerStep`; each step is priced by itself, so that the
 * long-context line holds from the step that reaches it. Caching is not counted on. The budget caps everything.
 * @throws UnratedComponent
 */
export function estimateCost({
  rates,
  markupBps,
  tier,
  steps,
  firstInput,
  growthPerStep,
  outputPerStep,
  budget,
}: CostEstimateInput): CostEstimate {
  const costOf = (count: number): Pico => {
    let cost = 0n;
    for (let step = 0n; step < BigInt(count); step++) {
      const input = firstInput + step * growthPerStep;
      const call = { quantities: { input, output: outputPerStep }, totalInput: input, multipliers: [] };
      cost += sumLines(priceOf(call, rates, tier, markupBps));
    }
    return pico(cost);
  };
  return {
    low: minPico(costOf(steps.low), budget),
    likely: minPico(costOf(steps.likely), budget),
    notToExceed: budget,
  };
}
