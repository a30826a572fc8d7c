import { and, eq, isNull, or, sql } from "drizzle-orm";
import { budgets, caps } from "#drizzle/schema/index";
import { isId, NotFound, type OrgScope } from "#kernel";
import { recordAudit, withOrg } from "#platform";
import { NO_LIMIT } from "../../caps";
import { lockBudgets } from "../lock";
import { readBudgets } from "../queries/list-budgets";

/** Takes a budget away: nothing is refused for its sake any more. Its cap counts on without a limit. @throws NotFound */
export function removeBudget(scope: OrgScope, budgetId: string): Promise<void> {
  const { orgId, actor } = scope;
  return withOrg(scope, async (tx) => {
    await tx.execute(sql`select ${lockBudgets(orgId)}`);
    const [budget] = isId(budgetId) ? await readBudgets(tx, eq(budgets.id, budgetId)) : [];
    if (!budget) throw new NotFound("budget", budgetId);
    const { id, kind, subjectId, period, limit } = budget;
    await tx
      .update(caps)
      .set({ limit: NO_LIMIT })
      .where(
        and(
          eq(caps.kind, kind),
          eq(caps.subjectId, subjectId),
          or(isNull(caps.period), period === null ? undefined : eq(caps.period, period)),
        ),
      );
    await tx.delete(budgets).where(eq(budgets.id, id));
    const data = { budgetId: id, kind, subjectId, limit };
    await recordAudit(tx, { orgId, actor: actor.label, action: "budget.removed", data });
  });
}
