import type { Settlement } from "#billing";
import { takeModelOffDuty } from "#catalogue";
import { logFor, withSystem } from "#platform";
import type { ClaimedRun } from "./claim-run";

/** An unrated component was at the agency's expense once; it will not happen twice. */
export async function reviewModel(claim: ClaimedRun, { review, unrated }: Settlement): Promise<void> {
  if (review)
    logFor({ module: "meter", runId: claim.runId, orgId: claim.scope.orgId }).warn(
      { review },
      "a usage event needs a look",
    );
  if (unrated.length === 0) return;
  const reason = `It returned ${unrated.join(", ")}, which has no rate on the price list.`;
  await withSystem((tx) => takeModelOffDuty(tx, claim.agent.model.id, reason));
}
