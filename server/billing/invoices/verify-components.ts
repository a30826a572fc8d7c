import { parseDecimal, parseUsd, unitOf } from "#kernel";
import { amountOf } from "../pricing/rate";
import type { BillLine } from "./bill";

/** Each component once, in its unit, at quantity × rate / unit. */
export function* checkComponents(components: BillLine["components"]): Generator<string> {
  const seen = new Set<string>();
  for (const { component, quantity, rate, unit, amount } of components) {
    if (seen.has(component)) yield `${component} stands on it twice`;
    seen.add(component);
    if (unit !== unitOf(component)) yield `${component} is rated per ${unitOf(component)}, not per ${unit}`;
    const recomputed = amountOf(BigInt(quantity), parseDecimal(rate, "rate"), unit);
    if (recomputed !== parseUsd(amount)) yield `${component}: ${quantity} × ${rate} / ${unit} is not ${amount}`;
  }
}
