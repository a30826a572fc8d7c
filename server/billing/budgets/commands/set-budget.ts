import { eq, sql } from "drizzle-orm";
import { apiKeys, budgets, organizations, projects } from "#drizzle/schema/index";
import { formatUsd, InvalidInput, isId, NotFound, newId, type OrgScope, type Pico, parseUsd } from "#kernel";
import { recordAudit, type Tx, withOrg } from "#platform";
import { type CapSubject, periodOf } from "../../caps";
import { changeLimit } from "../change-limit";
import { lockBudgets } from "../lock";
import { openBudgetCap } from "../open-budget-cap";
import { readBudgets } from "../queries/list-budgets";
import type { BudgetOrder, BudgetView } from "../schema";

/**
 * Caps a project, an API key or the organization's months; a subject that has a budget gets the new limit and alerts. What
 * was spent before counts: a month's calls from its first moment, a project's and a key's from the beginning.
 * @throws InvalidInput | NotFound without such a project or key | BudgetBelowSpend when more is spent and held already
 */
export async function setBudget(scope: OrgScope, order: BudgetOrder): Promise<BudgetView> {
  const limit = readLimit(order.limit);
  const { orgId, actor } = scope;
  return withOrg(scope, async (tx) => {
    await tx.execute(sql`select ${lockBudgets(orgId)}`);
    const { kind, subjectId, period } = await requireSubject(tx, scope, order);
    const subject: CapSubject = period === undefined ? { kind, subjectId } : { kind, subjectId, period };
    if (!(await changeLimit(tx, subject, limit))) await openBudgetCap(tx, { orgId, ...subject, limit });
    const alertPercents = [...new Set(order.alertPercents)].sort((a, b) => a - b);
    const [row] = await tx
      .insert(budgets)
      .values({ id: newId(), orgId, kind, subjectId, limit, alertPercents })
      .onConflictDoUpdate({ target: [budgets.kind, budgets.subjectId], set: { limit, alertPercents } })
      .returning({ id: budgets.id });
    const [budget] = await readBudgets(tx, eq(budgets.id, row?.id ?? ""));
    if (!budget) throw new NotFound("budget", subjectId);
    await recordAudit(tx, {
      orgId,
      actor: actor.label,
      action: "budget.set",
      data: { budgetId: budget.id, kind, subjectId, limit: formatUsd(limit), alertPercents: alertPercents.join(",") },
    });
    return budget;
  });
}

function readLimit(text: string): Pico {
  const limit = parseUsd(text, "limit");
  if (limit < 0n) throw new InvalidInput("limit", "A budget is zero or more, like 250.00.");
  return limit;
}

type Subject = { readonly kind: BudgetOrder["kind"]; readonly subjectId: string; readonly period?: string };

async function requireSubject(tx: Tx, { orgId }: OrgScope, { kind, subjectId }: BudgetOrder): Promise<Subject> {
  if (kind === "organization_month") {
    const { rows } = await tx.execute<{ period: string }>(
      sql`select ${periodOf(sql`now()`, sql`time_zone`)} as period from ${organizations} where id = ${orgId}`,
    );
    if (!rows[0]) throw new NotFound("organization", orgId);
    if (subjectId !== undefined && subjectId !== orgId) {
      throw new InvalidInput("subjectId", "A monthly budget is the organization's own. Leave subjectId out.");
    }
    return { kind, subjectId: orgId, period: rows[0].period };
  }
  const what = kind === "project" ? "project" : "API key";
  if (!subjectId) throw new InvalidInput("subjectId", `Choose the ${what} that the budget is for.`);
  const table = kind === "project" ? projects : apiKeys;
  const found = isId(subjectId) ? await tx.select({ id: table.id }).from(table).where(eq(table.id, subjectId)) : [];
  if (found.length === 0) throw new NotFound(what, subjectId);
  return { kind, subjectId };
}
