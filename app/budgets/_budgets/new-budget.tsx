import { BudgetForm } from "./budget-form";
import type { Subject } from "./subjects";

const USUAL_ALERTS = [50, 80, 100];

/** Sets a budget for something that has none. */
export function NewBudget({ subjects }: { subjects: readonly Subject[] }) {
  if (subjects.length === 0) return null;
  return (
    <div className="grid gap-2 border-t border-border p-4">
      <BudgetForm subject={subjects} limit="" alertPercents={USUAL_ALERTS} submit="Set budget" />
      <p className="text-[0.8125rem] text-muted">
        What was spent before counts: this month's calls for a monthly budget, all calls so far for a project or an API
        key.
      </p>
    </div>
  );
}
