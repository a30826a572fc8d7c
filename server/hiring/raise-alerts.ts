import { type BudgetAlert, claimAlerts } from "#billing";
import { type Clock, formatUsd } from "#kernel";
import { notify } from "#notices";
import { withSystem } from "#platform";

/**
 * Tells organizations which budgets have passed one of their alerts: each alert once, however many processes look at the
 * same time, and marked as given in the transaction that tells it.
 */
export async function raiseAlerts({ clock }: { readonly clock: Clock }): Promise<void> {
  await withSystem(async (tx) => {
    for (const alert of await claimAlerts(tx)) {
      await notify(tx, { ...newsOf(alert), orgId: alert.orgId, at: clock.now() });
    }
  });
}

function newsOf(alert: BudgetAlert) {
  const { budgetId, capId, kind, subjectId, period, percent } = alert;
  const [limit, spent] = [formatUsd(alert.limit), formatUsd(alert.spent)];
  const what = nameOf(alert);
  const isUsedUp = alert.spent >= alert.limit;
  return {
    kind: "budget.alert" as const,
    subject: isUsedUp ? `The budget ${what} is used up` : `${percent}% of the budget ${what} is spent`,
    body: `$${spent} of $${limit} is spent. ${
      isUsedUp ? "Its agents wait until it is raised." : "Agents wait once a call does not fit any more."
    }`,
    href: "/budgets",
    cause: `budget.alert/${capId}/${percent}/${limit}`,
    data: { budgetId, kind, subjectId, name: alert.name, period, percent, limit, spent },
  };
}

function nameOf({ kind, name, period }: BudgetAlert): string {
  switch (kind) {
    case "project":
      return `of the project “${name}”`;
    case "api_key":
      return `of the API key “${name}”`;
    case "organization_month":
      return `for ${period?.slice(0, 7) ?? "the month"}`;
  }
}
