import type { Component } from "#kernel";
import { formatExactMoney } from "./format-money";

const COMPONENT_NAMES: Record<Component, string> = {
  input: "Input",
  cacheRead: "Cache read",
  cacheWrite5m: "Cache write, 5 min",
  cacheWrite1h: "Cache write, 1 h",
  output: "Output",
  reasoning: "Reasoning",
  webSearch: "Web search",
};

const isComponent = (name: string): name is Component => name in COMPONENT_NAMES;

export const componentName = (component: string): string =>
  isComponent(component) ? COMPONENT_NAMES[component] : component;

/** What a unit of a rate is called: rates are per 1,000,000 tokens, or per 1,000 calls of a fee. */
export const unitName = (unit: number | string): string => (Number(unit) === 1000 ? "1k calls" : "1M tokens");

/** The same where room is short and the component says that tokens are meant. */
export const shortUnitName = (unit: number | string): string => (Number(unit) === 1000 ? "1k calls" : "1M");

/** Money with at least two decimals, as prices are written: "$3.00", "$0.0028". */
export function Rate({ usd }: { usd: string | undefined }) {
  if (usd === undefined) return <span className="text-muted">none</span>;
  const [whole = "0", fraction = ""] = usd.split(".");
  return (
    <data value={usd} className="tabular-nums">
      {formatExactMoney(`${whole}.${fraction.padEnd(2, "0")}`)}
    </data>
  );
}
