import { and, eq, isNull } from "drizzle-orm";
import { caps } from "#drizzle/schema/index";
import type { Pico } from "#kernel";
import type { Tx } from "#platform";
import type { CapSubject } from "../caps";
import { BudgetBelowSpend } from "../errors";

/**
 * Changes the limit of a subject's cap, under the cap's lock.
 * @returns whether it has one
 * @throws BudgetBelowSpend when more than `limit` is spent and held already
 */
export async function changeLimit(tx: Tx, { kind, subjectId, period }: CapSubject, limit: Pico): Promise<boolean> {
  const [cap] = await tx
    .select()
    .from(caps)
    .where(
      and(
        eq(caps.kind, kind),
        eq(caps.subjectId, subjectId),
        period === undefined ? isNull(caps.period) : eq(caps.period, period),
      ),
    )
    .for("update");
  if (!cap) return false;
  if (cap.spent + cap.held > limit) throw new BudgetBelowSpend({ limit, spent: cap.spent, held: cap.held });
  await tx.update(caps).set({ limit }).where(eq(caps.id, cap.id));
  return true;
}
