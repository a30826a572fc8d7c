import { sql } from "drizzle-orm";
import { parseDecimal } from "#kernel";
import { amountOf } from "../pricing/rate";
import type { Check } from "./check";

const BATCH = 5_000;

type Line = { event_id: string; component: string; quantity: string; rate: string; unit: number; amount: string };

/** Recomputes every charge line by the formula that charged it, in batches, so that memory stays the same at any size. */
export const AMOUNTS_CHECK: Check = {
  name: "each charge line is quantity × rate / unit, rounded once, half to even",
  async run(tx) {
    let checked = 0;
    let violations = 0;
    let first: string | null = null;
    await tx.execute(sql`declare all_charge_lines no scroll cursor for
      select event_id, component, quantity::text, rate::text, unit, amount::text from charge_lines`);
    for (;;) {
      const { rows } = await tx.execute<Line>(sql`fetch ${sql.raw(String(BATCH))} from all_charge_lines`);
      for (const { event_id, component, quantity, rate, unit, amount } of rows) {
        checked++;
        const recomputed = amountOf(BigInt(quantity), parseDecimal(rate, "rate"), unit);
        if (recomputed === BigInt(amount)) continue;
        violations++;
        first ??= `usage event ${event_id} charges ${amount} for ${component}, but ${quantity} × ${rate} / ${unit} is ${recomputed}`;
      }
      if (rows.length < BATCH) break;
    }
    await tx.execute(sql`close all_charge_lines`);
    return { checked, violations, first };
  },
};
