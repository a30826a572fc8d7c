import { sql } from "drizzle-orm";
import { parseDecimal } from "#kernel";
import { amountOf } from "../pricing/rate";
import { streamCheck } from "./stream-check";

type Line = { event_id: string; component: string; quantity: string; rate: string; unit: number; amount: string };

function problemOf({ event_id, component, quantity, rate, unit, amount }: Line): string | null {
  const recomputed = amountOf(BigInt(quantity), parseDecimal(rate, "rate"), unit);
  return recomputed === BigInt(amount)
    ? null
    : `usage event ${event_id} charges ${amount} for ${component}, but ${quantity} × ${rate} / ${unit} is ${recomputed}`;
}

/** Recomputes every charge line by the formula that charged it. */
export const AMOUNTS_CHECK = streamCheck<Line>(
  "each charge line is quantity × rate / unit, rounded once, half to even",
  sql`select event_id, component, quantity::text, rate::text, unit, amount::text from charge_lines`,
  () => problemOf,
);
