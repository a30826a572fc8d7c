import { PiggyBank } from "lucide-react";
import type { Metadata } from "next";
import { isAllowed } from "#identity";
import { requireScope } from "@/_auth";
import { PageHeader } from "@/_components/page-header";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { api } from "@/_trpc/server";
import { BudgetRow } from "./_budgets/budget-row";
import { NewBudget } from "./_budgets/new-budget";
import { Projects } from "./_budgets/projects";
import { subjectsWithout } from "./_budgets/subjects";

export const metadata: Metadata = { title: "Budgets" };

export default async function BudgetsPage() {
  const scope = await requireScope("/budgets");
  const { budgets, projects, keys } = await api();
  const canManage = isAllowed(scope.role, "budget.manage");
  const [{ budgets: set }, { burnDowns }, { projects: all }, apiKeys] = await Promise.all([
    budgets.list(),
    budgets.burnDowns(),
    projects.list(),
    canManage && isAllowed(scope.role, "key.manage") ? keys.list() : { keys: [] },
  ]);
  return (
    <>
      <PageHeader
        title="Budgets"
        description="Hard caps: no model call starts that could pass one. Agents that meet a cap wait, and go on by themselves once there is room."
      />
      <div className="grid max-w-4xl grid-cols-[minmax(0,1fr)] gap-6">
        <Section id="budgets" title="Budgets">
          {set.length === 0 ? (
            <Empty icon={PiggyBank} title="No budgets">
              Each job has a budget of its own. Cap the whole month, a project or an API key here.
            </Empty>
          ) : (
            <ul className="divide-y divide-border">
              {set.map((budget) => (
                <BudgetRow
                  key={budget.id}
                  budget={budget}
                  burnDown={burnDowns.find(({ budgetId }) => budgetId === budget.id)}
                  canManage={canManage}
                />
              ))}
            </ul>
          )}
          {canManage ? <NewBudget subjects={subjectsWithout(set, all, apiKeys.keys)} /> : null}
        </Section>
        <Projects projects={all} canManage={canManage} />
      </div>
    </>
  );
}
