import { lineKey, type PricedModel, type PriceLine } from "../lines";
import type { FileModel, PriceFile } from "./imported";

/** What an import brings to a draft, and what it does not. */
export type ImportPlan = {
  /** In place of the draft's lines with the same key. */
  readonly lines: readonly PriceLine[];
  /** Models in the file that the catalogue has not: "provider model". */
  readonly unknown: readonly string[];
  /** What the file says of models in the catalogue and was not read. */
  readonly unread: readonly string[];
  /** Lines of the draft for the file's models that the file has no price for, and that stay: their keys. */
  readonly kept: readonly string[];
};

const nameOf = ({ provider, modelId }: FileModel): string => `${provider} ${modelId}`;

/** Fits a file's prices to the catalogue's models. A sell price that a draft's line has stays with it. */
export function matchImport(file: PriceFile, models: readonly PricedModel[], draft: readonly PriceLine[]): ImportPlan {
  const ids = new Map(models.map((model) => [nameOf(model), model.id]));
  const present = new Map(draft.map((line) => [lineKey(line), line]));
  const lines = new Map<string, PriceLine>();
  const unread = file.unread.filter((note) => ids.has(nameOf(note))).map((note) => `${nameOf(note)}: ${note.what}`);
  for (const { tier, component, above, cost, ...model } of file.prices) {
    const modelId = ids.get(nameOf(model));
    if (!modelId) continue;
    const key = lineKey({ modelId, tier, component, above });
    const first = lines.get(key);
    if (first && first.cost !== cost) unread.push(`${nameOf(model)}: a second price of ${tier} ${component}, ${cost}`);
    if (!first) lines.set(key, { modelId, tier, component, above, cost, sell: present.get(key)?.sell ?? null });
  }
  const priced = new Set([...lines.values()].map(({ modelId }) => modelId));
  return {
    lines: [...lines.values()],
    unknown: [...new Set(file.models.filter((model) => !ids.has(nameOf(model))).map(nameOf))],
    unread,
    kept: [...present].filter(([key, { modelId }]) => priced.has(modelId) && !lines.has(key)).map(([key]) => key),
  };
}
