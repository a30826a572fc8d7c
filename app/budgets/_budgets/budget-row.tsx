import type { ReactNode } from "react";
import { type BurnDown, BurnDownFigures, outlookOf } from "@/_budgets/burn-down";
import { percentOf } from "@/_components/format-money";
import { Money } from "@/_components/money";
import { RowForm } from "@/_components/row-form";
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
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 text-[0.8125rem] sm:flex sm:flex-wrap sm:gap-x-10">
        <Fact label="Spent" dot="bg-accent">
          <Money usd={spent} />
        </Fact>
        <Fact label="Held for calls under way" dot="bg-accent/35">
          <Money usd={held} />
        </Fact>
        <Fact label="Left">
          <Money usd={left} spendable />
        </Fact>
        <Fact label="Limit">
          <Money usd={limit} spendable />
        </Fact>
        <Fact label="Alerts at">
          {alertPercents.length === 0 ? "none" : alertPercents.map((percent) => `${percent}%`).join(", ")}
        </Fact>
      </dl>
      <Bar spent={percentOf(spent, limit)} held={percentOf(held, limit)} alerts={alertPercents} />
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

/** The figures above say the same in words. */
function Bar({ spent, held, alerts }: { spent: number; held: number; alerts: readonly number[] }) {
  return (
    <div aria-hidden className="relative flex h-2 overflow-hidden rounded-full bg-foreground/10">
      <div className="bg-accent" style={{ width: `${spent}%` }} />
      <div className="bg-accent/35" style={{ width: `${Math.min(held, 100 - spent)}%` }} />
      {alerts
        .filter((percent) => percent < 100)
        .map((percent) => (
          <div key={percent} className="absolute inset-y-0 w-px bg-foreground/45" style={{ left: `${percent}%` }} />
        ))}
    </div>
  );
}

function Fact({ label, dot, children }: { label: string; dot?: string; children: ReactNode }) {
  return (
    <div>
      <dt className="flex items-center gap-1.5 text-xs text-muted">
        {dot ? <span aria-hidden className={`size-2 rounded-full ${dot}`} /> : null}
        {label}
      </dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}
