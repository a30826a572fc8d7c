import {
  type Component,
  formatDecimal,
  type ModelKind,
  type RateLine,
  ratePerUnit,
  TIERS,
  type Tier,
  type WireApi,
} from "#kernel";

const TOKENS_WITH_CACHE: readonly Component[] = ["input", "cacheRead", "output"];

/** What a provider's usage can hold on each wire, given the tools that we offer. A sellable model has a rate for all of it. */
export const RETURNED: Record<WireApi, readonly Component[]> = {
  anthropic: ["input", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output", "webSearch"],
  "openai-responses": TOKENS_WITH_CACHE,
  "openai-chat": TOKENS_WITH_CACHE,
  // Google's thoughts are part of output where the card has no rate for reasoning.
  google: TOKENS_WITH_CACHE,
  xai: TOKENS_WITH_CACHE,
  deepseek: TOKENS_WITH_CACHE,
  openrouter: TOKENS_WITH_CACHE,
  groq: TOKENS_WITH_CACHE,
  "openai-compatible": TOKENS_WITH_CACHE,
  trainee: ["input", "output"],
};

/** The components that a model on this wire can return and that have no standard base rate. */
export function computeUnrated(api: WireApi, lines: readonly RateLine[]): Component[] {
  const rated = new Set(
    lines.filter(({ tier, above }) => tier === "standard" && above === null).map((line) => line.component),
  );
  return RETURNED[api].filter((component) => !rated.has(component));
}

const WHOLE = 10_000;

/**
 * What an agent's work sells for in the standard tier, below any long-context threshold: USD per 1,000,000 tokens
 * (per 1,000 calls of a fee), exact decimals.
 * @param markupsBps basis points on the sell price, each by itself
 */
export function computeSellRates(
  lines: readonly RateLine[],
  ...markupsBps: readonly number[]
): Partial<Record<Component, string>> {
  const base = lines.filter(({ tier, above }) => tier === "standard" && above === null);
  return Object.fromEntries(
    base.map(({ component, price, sell }) => [
      component,
      formatDecimal(ratePerUnit(sell ?? price, component, ...markupsBps.map((bps) => WHOLE + bps))),
    ]),
  );
}

/** Why a provider cannot be reached, for people; NULL when it can. The runtime knows. */
export type WhyOff = (provider: string) => string | null;

export type ModelState = {
  readonly kind: ModelKind;
  readonly servedAs: string | null;
  readonly offDutyReason: string | null;
};

/** What is wrong with a model itself, whoever could reach it; NULL when nothing is. */
export const computeModelFault = ({ kind, servedAs, offDutyReason }: ModelState): string | null =>
  kind === "local" && servedAs === null
    ? "The server at LOCAL_MODEL_URL offered no model when it was last asked."
    : offDutyReason;

/** Why an agent on this model cannot be hired now; NULL when it can. `unrated`: components without a rate in force. */
export function computeOffDuty(
  model: ModelState & { readonly provider: string; readonly unrated: readonly Component[] },
  whyOff: WhyOff,
): string | null {
  const unrated =
    model.unrated.length > 0 ? `No rate is in force for ${model.unrated.join(", ")} of this model.` : null;
  return whyOff(model.provider) ?? computeModelFault(model) ?? unrated;
}

/** The tiers that a model is sold in: those with a price for its input and output. */
export const computeTiers = (lines: readonly RateLine[]): Tier[] =>
  TIERS.filter((tier) =>
    (["input", "output"] as const).every((component) =>
      lines.some((line) => line.tier === tier && line.component === component && line.above === null),
    ),
  );
