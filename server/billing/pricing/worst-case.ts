import {
  COMPONENTS,
  type Component,
  FEES,
  maxPico,
  type Pico,
  pico,
  type Quantities,
  type RateTable,
  type Tier,
  type WireApi,
  ZERO,
} from "#kernel";
import { UnratedComponent } from "../errors";
import { dearestMultiplierBps } from "../usage/components-of";
import { markupFactor, reachable } from "./rate";

const INPUT_SIDE: readonly Component[] = ["input", "cacheRead", "cacheWrite5m", "cacheWrite1h"];
const OUTPUT_SIDE: readonly Component[] = ["output", "reasoning"];
/** Each line of the real charge may round up by half a picodollar. */
const ROUNDING_ROOM = BigInt(COMPONENTS.length);

export type WorstCaseInput = {
  readonly rates: RateTable;
  readonly tier: Tier;
  readonly api: WireApi;
  readonly markupBps: number;
  /** Upper bound of the call's input, tokens. */
  readonly inputBound: bigint;
  /** Most calls of each provider-side tool; absent when none is on offer. */
  readonly fees?: Quantities;
};

/** The most a call can be charged, as a function of its maximum output. All amounts in picodollars. */
export type WorstCase = {
  /** @param maxOutput tokens, reasoning included */
  amount(maxOutput: number): Pico;
  /** The largest maximum output, up to `wanted`, that `available` affords; negative when not even the input is. */
  affordableOutput(available: Pico, wanted: number): number;
};

const ceilDivide = (numerator: bigint, denominator: bigint): bigint => (numerator + denominator - 1n) / denominator;

/**
 * The dearest rate that any input token of this call may get (cache writes and the long-context line included) times the
 * input bound, plus the dearest output rate times the maximum output, times what the provider may put on top, plus fees.
 * @throws UnratedComponent when input, output or an expected fee has no rate in this tier: no rate, no run
 */
export function worstCase({ rates, tier, api, markupBps, inputBound, fees = {} }: WorstCaseInput): WorstCase {
  const lines = reachable(
    rates.lines.filter((line) => line.tier === tier),
    inputBound,
  );
  const feesDue = FEES.filter((fee) => fees[fee]);
  const needed: readonly Component[] = ["input", "output", ...feesDue];
  const unrated = needed.filter((component) => !lines.some((line) => line.component === component));
  if (unrated.length > 0) throw new UnratedComponent(unrated, { tier });

  const dearest = (side: readonly Component[]): bigint =>
    lines
      .filter(({ component }) => side.includes(component))
      .reduce((max, { price, sell }) => maxPico(max, sell ?? price), ZERO);
  const markups = [markupBps, ...(rates.markups ?? [])];
  const markup = markups.reduce((product, bps) => product * BigInt(markupFactor(bps)), 1n);
  const markupUnit = 10_000n ** BigInt(markups.length);
  const factorUnit = markupUnit * 10_000n;
  const factor = markup * BigInt(dearestMultiplierBps(api));
  const inputSide = inputBound * dearest(INPUT_SIDE) * factor;
  const perOutput = dearest(OUTPUT_SIDE) * factor;
  const feesPico = feesDue.reduce((sum, fee) => sum + (fees[fee] ?? 0n) * dearest([fee]), 0n);
  const constant = ceilDivide(feesPico * markup, markupUnit) + ROUNDING_ROOM;

  return {
    amount: (maxOutput) => pico(ceilDivide(inputSide + perOutput * BigInt(maxOutput), factorUnit) + constant),
    affordableOutput(available, wanted) {
      const room = (available - constant) * factorUnit - inputSide;
      if (room < 0n) return -1;
      if (perOutput === 0n) return wanted;
      const affordable = room / perOutput;
      return affordable < BigInt(wanted) ? Number(affordable) : wanted;
    },
  };
}
