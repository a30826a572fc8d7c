import { groupCommit, type Tx, withOrg, withOrgs } from "#platform";
import type { ClaimedRun } from "./claim-run";

/**
 * Lets the calls of runs that come at the same time share one transaction, whoever's runs they are: dozens of calls cost
 * hardly more round trips and commits than one, and those of one organization do not queue for its wallet.
 * @param work does these calls in one transaction, each decided by itself, and answers in their order
 */
export const together = <Call extends { readonly claim: ClaimedRun }, Result>(
  work: (tx: Tx, calls: readonly Call[]) => Promise<Result[]>,
): ((call: Call) => Promise<Result>) =>
  groupCommit(
    (calls: readonly Call[]) => {
      const scopes = calls.map(({ claim }) => claim.scope);
      const [only] = scopes;
      return only && scopes.length === 1
        ? withOrg(only, (tx) => work(tx, calls))
        : withOrgs(scopes, (tx) => work(tx, calls));
    },
    ({ claim }) => claim.scope.orgId,
  );
