import { type BurnDown, BurnDownFigures, outlookOf } from "@/_budgets/burn-down";
import { percentOf } from "@/_components/format-money";
import { Money } from "@/_components/money";
import { RowForm } from "@/_components/row-form";
import { Amount, Amounts, SpentBar } from "@/_components/spent";
import { Unfold } from "@/_components/unfold";
import { removeBudget } from "../actions";
import { BudgetForm } from "./budget-form";
import { type Budget, titleOf } from "./subjects";

type BudgetRowProps = {
  budget: Budget;
  /** Absent for one that was set at this very moment. */
  burnDown: BurnDown | undefined;
  canManage: boolean;
};

/** A budget with its bar, how it burns down, and what its managers can do with it. */
export function BudgetRow({ budget, burnDown, canManage }: BudgetRowProps) {
  const { id, kind, subjectId, limit, spent, held, left, alertPercents } = budget;
  const title = titleOf(budget);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 py-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <h3 className="min-w-0 font-medium break-words">{title}</h3>
        {canManage ? (
          <RowForm
            action={removeBudget}
            hidden={{ budgetId: id }}
            label="Remove"
            about={`Remove the budget: ${title}`}
            question={`Remove this budget (${title})? Nothing is refused for its sake any more.`}
          />
        ) : null}
      </div>
      <Amounts>
        <Amount label="Spent" part="spent">
          <Money usd={spent} />
        </Amount>
        <Amount label="Held for calls under way" part="held">
          <Money usd={held} />
        </Amount>
        <Amount label="Left">
          <Money usd={left} spendable />
        </Amount>
        <Amount label="Limit">
          <Money usd={limit} spendable />
        </Amount>
        <Amount label="Alerts at">
          {alertPercents.length === 0 ? "none" : alertPercents.map((percent) => `${percent}%`).join(", ")}
        </Amount>
      </Amounts>
      <SpentBar
        spent={percentOf(spent, limit)}
        held={percentOf(held, limit)}
        marks={alertPercents.filter((percent) => percent < 100)}
      />
      {burnDown ? <p className="text-[0.8125rem]">{outlookOf(burnDown)}</p> : null}
      {burnDown ? (
        <Unfold label="How it burns down">
          <div className="mt-3 rounded-md border border-border">
            <BurnDownFigures burnDown={burnDown} />
          </div>
        </Unfold>
      ) : null}
      {canManage ? (
        <Unfold label="Change limit and alerts">
          <div className="pt-3">
            <BudgetForm
              subject={{ value: kind === "organization_month" ? kind : `${kind}:${subjectId}` }}
              limit={limit}
              alertPercents={alertPercents}
              submit="Save"
            />
          </div>
        </Unfold>
      ) : null}
    </li>
  );
}
