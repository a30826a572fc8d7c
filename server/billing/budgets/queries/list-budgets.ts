import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { apiKeys, budgets, caps, organizations, projects } from "#drizzle/schema/index";
import { formatUsd, type OrgScope, subPico, ZERO } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { periodOf } from "../../caps";
import type { BudgetView } from "../schema";

const period = sql<string | null>`case when ${budgets.kind} = 'organization_month'
  then ${periodOf(sql`now()`, sql`${organizations.timeZone}`)} end`;

/** Budgets with what they have left, inside a transaction of their organization: the month's first, then by name. */
export async function readBudgets(tx: Tx, where?: SQL): Promise<BudgetView[]> {
  const name = sql<string>`coalesce(${projects.name}, ${apiKeys.name}, ${organizations.name})`;
  const rows = await tx
    .select({ budget: budgets, period, name, spent: caps.spent, held: caps.held })
    .from(budgets)
    .innerJoin(organizations, eq(organizations.id, budgets.orgId))
    .leftJoin(projects, and(eq(budgets.kind, "project"), eq(projects.id, budgets.subjectId)))
    .leftJoin(apiKeys, and(eq(budgets.kind, "api_key"), eq(apiKeys.id, budgets.subjectId)))
    .leftJoin(
      caps,
      and(
        eq(caps.kind, budgets.kind),
        eq(caps.subjectId, budgets.subjectId),
        sql`${caps.period} is not distinct from ${period}`,
      ),
    )
    .where(where)
    .orderBy(sql`${budgets.kind} <> 'organization_month'`, asc(budgets.kind), asc(name), asc(budgets.id));
  return rows.map(({ budget: { id, kind, subjectId, limit, alertPercents }, period, name, ...cap }) => {
    // A month's cap is opened by its first reserve; until then nothing went through it.
    const [spent, held] = [cap.spent ?? ZERO, cap.held ?? ZERO];
    return {
      id,
      kind,
      subjectId,
      name,
      period,
      limit: formatUsd(limit),
      spent: formatUsd(spent),
      held: formatUsd(held),
      left: formatUsd(subPico(subPico(limit, spent), held)),
      alertPercents,
    };
  });
}

/** The organization's budgets with what is spent, held and left now. */
export const listBudgets = (scope: OrgScope): Promise<BudgetView[]> => withOrg(scope, (tx) => readBudgets(tx));
