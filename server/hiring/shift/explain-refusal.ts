import type { HoldRefused } from "#billing";
import { formatUsd } from "#kernel";

/** Why a run waits for money, for people. */
export function explainRefusal({ scope, needed, available }: HoldRefused): string {
  const amounts = `The next step may cost up to $${formatUsd(needed)}; $${formatUsd(available)} is left`;
  switch (scope) {
    case "wallet":
      return `${amounts} in the wallet. Top it up.`;
    case "job":
      return `${amounts} of this job's budget. Raise it.`;
    case "provider":
      return `${amounts} of today's limit for this provider. It goes on tomorrow.`;
    case "run":
      return `${amounts} of what one run of this job may cost.`;
    case "project":
      return `${amounts} of the project's budget. Raise it.`;
    case "api_key":
      return `${amounts} of the budget of the API key that posted this job. Raise it.`;
    case "organization_month":
      return `${amounts} of this month's budget. Raise it, or wait for the next month.`;
  }
}
