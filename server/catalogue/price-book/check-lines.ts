import { parseDecimal, type Tier } from "#kernel";
import { RETURNED } from "../rules";
import { describeLine, lineKey, type PricedModel, type PriceLine } from "./lines";

/** What stands in the way of publishing a line, or a model that lacks one. */
export type LineProblem = {
  /** The line, for people. */
  readonly line: string;
  /** Its key; NULL when the line is missing. */
  readonly key: string | null;
  readonly message: string;
};

/** Beyond it a price is a slip of the hand, in US dollars per unit. */
const MOST = 1_000_000n;
const DECIMALS = 6;

/** What is wrong with a price as it is written; NULL when nothing is. */
export function problemOfPrice(text: string): string | null {
  if (text.trim() === "") return "has no price; nothing is priced at zero by default.";
  if (!/^-?\d+(\.\d+)?$/.test(text)) return `“${text.slice(0, 40)}” is not a price in US dollars. Write it like 0.25`;
  const { digits, scale } = parseDecimal(text, "price");
  if (digits < 0n) return `${text} is below zero.`;
  if (scale > DECIMALS)
    return `${text} has more than six decimals, so it is not a whole number of picodollars a token.`;
  return digits > MOST * 10n ** BigInt(scale) ? `${text} is more than ${MOST} US dollars per unit.` : null;
}

function problemsOfLine(line: PriceLine, keys: ReadonlySet<string>): string[] {
  const cost = problemOfPrice(line.cost);
  const sell = line.sell === null ? null : problemOfPrice(line.sell);
  const base = line.above === null || keys.has(lineKey({ ...line, above: null }));
  return [
    ...(cost ? [`The cost price ${cost}`] : []),
    ...(sell ? [`The sell price ${sell}`] : []),
    ...(base ? [] : ["There is no base line for requests below this threshold."]),
    ...(line.above === null || line.above.tokens > 0 ? [] : ["The threshold must be above zero tokens."]),
  ];
}

/** Whatever a provider can return has a price in every tier that the model is sold in, and the standard one is always sold. */
function problemsOfModel(model: PricedModel, lines: readonly PriceLine[]): LineProblem[] {
  const tiers = new Set<Tier>(["standard", ...lines.map(({ tier }) => tier)]);
  return [...tiers].flatMap((tier) => {
    const rated = new Set(lines.filter((line) => line.tier === tier && line.above === null).map((l) => l.component));
    return RETURNED[model.api]
      .filter((component) => !rated.has(component))
      .map((component) => ({
        line: describeLine({ modelId: model.id, tier, component, above: null }, model),
        key: null,
        message: "The provider can return it, but it has no base line.",
      }));
  });
}

/**
 * Everything that is wrong with a price list, line by line; empty when it can be published.
 * @param models the catalogue's, by the id of their rows
 */
export function checkLines(lines: readonly PriceLine[], models: ReadonlyMap<string, PricedModel>): LineProblem[] {
  const keys = new Set(lines.map(lineKey));
  const seen = new Set<string>();
  const problems = lines.flatMap((line) => {
    const key = lineKey(line);
    const twice = seen.has(key) ? ["The list has this line twice."] : [];
    seen.add(key);
    const name = describeLine(line, models.get(line.modelId));
    return [...problemsOfLine(line, keys), ...twice].map((message) => ({ line: name, key, message }));
  });
  const missing = [...new Set(lines.map(({ modelId }) => modelId))].flatMap((modelId) => {
    const model = models.get(modelId);
    return model
      ? problemsOfModel(
          model,
          lines.filter((line) => line.modelId === modelId),
        )
      : [];
  });
  return [...problems, ...missing];
}
